import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, messages, workspaces } from '../db/schema.ts'
import { openRedaction } from '../privacy/redact-text.ts'

/**
 * Rows with placeholders for personal data in `fields`, as timelines have them: numbered within each row, with the names of
 * all who wrote in its thread taken out. What was written stands in the thread, for those who may see it.
 */
export async function maskWritten<T extends { readonly thread_id: string }>(
  ctx: { readonly db: Db },
  workspaceId: string,
  rows: readonly T[],
  fields: readonly (keyof T & string)[],
): Promise<T[]> {
  if (rows.length === 0) return []
  const [workspace] = await ctx.db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const people = await ctx.db
    .selectDistinct({ threadId: messages.thread_id, name: contacts.name })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        inArray(messages.thread_id, [...new Set(rows.map((row) => row.thread_id))]),
      ),
    )
  return rows.map((row) => {
    const names = people.flatMap(({ threadId, name }) => (threadId === row.thread_id ? (name ?? []) : []))
    const written = fields.flatMap((field) => (typeof row[field] === 'string' ? [[field, row[field]]] : []))
    const { hide } = openRedaction({
      contactName: names.join(' '),
      orderMasks: workspace!.settings.order_masks ?? [],
      texts: written.map(([, text]) => text as string),
    })
    return { ...row, ...Object.fromEntries(written.map(([field, text]) => [field, hide(text as string)])) }
  })
}
