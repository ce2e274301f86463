import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, messages, workspaces } from '../db/schema.ts'
import { openRedaction } from '../privacy/redact-text.ts'
import type { QuarantineItem } from './read-quarantine.ts'

/**
 * Held messages with placeholders for personal data, as timelines have them: numbered within each item, with the names
 * of all who wrote in its thread taken out. What was written stands in the thread, for those who may see it.
 */
export async function maskQuarantine<T extends Pick<QuarantineItem, 'thread_id' | 'text' | 'decided_reason'>>(
  ctx: { readonly db: Db },
  workspaceId: string,
  items: readonly T[],
): Promise<T[]> {
  if (items.length === 0) return []
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
        inArray(messages.thread_id, [...new Set(items.map((item) => item.thread_id))]),
      ),
    )
  return items.map((item) => {
    const names = people.flatMap(({ threadId, name }) => (threadId === item.thread_id ? (name ?? []) : []))
    const { hide } = openRedaction({
      contactName: names.join(' '),
      orderMasks: workspace!.settings.order_masks ?? [],
      texts: [item.text, item.decided_reason ?? ''],
    })
    return {
      ...item,
      text: hide(item.text),
      decided_reason: item.decided_reason && hide(item.decided_reason),
    }
  })
}
