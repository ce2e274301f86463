import { and, count, eq, gte, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { moderationDecisions } from '../db/schema.ts'

/** How often what a threshold or a rule decided was taken back by people. */
export const ReversalCount = z
  .object({
    cause: z.string().describe('The label or the rule that decided'),
    action: z.string(),
    threshold: z
      .enum(['review', 'act', 'rule'])
      .describe('The threshold of the label that was reached, or that a rule decided'),
    decided: z.int(),
    reversed: z.int(),
    share: z.number().min(0).max(1),
  })
  .meta({ id: 'ReversalCount' })
export type ReversalCount = z.infer<typeof ReversalCount>

/** What policies decided since an instant, by what decided it, most often taken back first. */
export async function countReversals(
  ctx: { readonly db: Db },
  workspaceId: string,
  since: Date,
): Promise<ReversalCount[]> {
  const cause = sql<string>`coalesce(${moderationDecisions.rule}, ${moderationDecisions.reasons}->>0)`
  const threshold = sql<ReversalCount['threshold']>`case
    when ${moderationDecisions.rule} is not null then 'rule'
    when ${moderationDecisions.reasons} @> '["below_act_threshold"]' then 'review'
    else 'act' end`
  const reversed = sql<number>`count(${moderationDecisions.reversed_at})`.mapWith(Number)
  const rows = await ctx.db
    .select({ cause, action: moderationDecisions.action, threshold, decided: count(), reversed })
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.workspace_id, workspaceId),
        eq(moderationDecisions.actor_kind, 'system'),
        gte(moderationDecisions.created_at, since),
      ),
    )
    .groupBy(cause, moderationDecisions.action, threshold)
  return rows
    .map((row) => ({ ...row, share: row.reversed / row.decided }))
    .sort((a, b) => b.reversed - a.reversed || a.cause.localeCompare(b.cause))
}
