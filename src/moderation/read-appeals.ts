import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { appeals } from '../db/schema.ts'
import { type Archive, isInView } from '../privacy/archive.ts'
import { maskWritten } from './mask-written.ts'

export const AppealState = z.enum(['open', 'upheld', 'reversed'])
export type AppealState = z.infer<typeof AppealState>

/** An author's objection to a decision; `upheld` says that the decision stays. */
export const Appeal = z
  .object({
    id: z.string(),
    moderation_decision_id: z.string(),
    message_id: z.string(),
    thread_id: z.string(),
    state: AppealState,
    statement: z.string().nullable().describe("The author's own words, with placeholders for personal data"),
    filed_by: z.string(),
    decided_by: z.string().nullable(),
    decided_reason: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Appeal' })
export type Appeal = z.infer<typeof Appeal>

/** Appeals, newest first. */
export async function listAppeals(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: AppealState | null; readonly before: string | null; readonly limit: number },
  archive?: Archive,
): Promise<Appeal[]> {
  const rows = await ctx.db
    .select()
    .from(appeals)
    .where(
      and(
        eq(appeals.workspace_id, workspaceId),
        filter.state === null ? undefined : eq(appeals.state, filter.state),
        filter.before === null ? undefined : lt(appeals.id, filter.before),
        isInView(archive, eq(appeals.state, 'open'), appeals.decided_at),
      ),
    )
    .orderBy(desc(appeals.id))
    .limit(filter.limit)
  return rows.map(viewAppeal)
}

/** As they are shown: with placeholders for personal data. */
export function maskAppeals(
  ctx: { readonly db: Db },
  workspaceId: string,
  rows: readonly Appeal[],
): Promise<Appeal[]> {
  return maskWritten(ctx, workspaceId, rows, ['statement', 'decided_reason'])
}

export function viewAppeal(row: typeof appeals.$inferSelect): Appeal {
  const { workspace_id: _scope, decided_at, created_at, ...rest } = row
  return {
    ...rest,
    decided_at: decided_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  }
}
