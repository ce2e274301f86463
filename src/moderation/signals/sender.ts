import { and, count, eq, gt, inArray, isNull } from 'drizzle-orm'
import { moderationDecisions } from '../../db/schema.ts'
import { notExamined, type Signal, scored } from './signal.ts'

const LOOKS_BACK_MS = 90 * 24 * 3600_000
/** Messages taken away lately that make a full score. */
const FULL = 3
const TAKEN_AWAY = ['hide', 'delete', 'block'] as const

/** How often the sender's messages were taken away in the last 90 days; what was reversed does not count. */
export const sender: Signal = {
  name: 'sender',
  examine: async (ctx, { workspaceId, sender }) => {
    if (sender === null) return notExamined('sender', 'sender_unknown')
    const [row] = await ctx.db
      .select({ times: count() })
      .from(moderationDecisions)
      .where(
        and(
          eq(moderationDecisions.workspace_id, workspaceId),
          eq(moderationDecisions.contact_id, sender.contactId),
          inArray(moderationDecisions.action, [...TAKEN_AWAY]),
          isNull(moderationDecisions.reversed_at),
          gt(moderationDecisions.created_at, new Date(ctx.clock().getTime() - LOOKS_BACK_MS)),
        ),
      )
    const times = row!.times
    return scored('sender', times === 0 ? {} : { taken_away: Math.min(1, times / FULL) })
  },
}
