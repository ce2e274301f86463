import { and, eq, inArray } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { broadcastRecipients, broadcasts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { SendReports } from '../domain/broadcast.ts'
import { NotFoundError } from '../errors.ts'
import type { BroadcastContext } from './change-broadcast.ts'

/**
 * States that each report may follow: a message that left may turn out not to have arrived, a retry may still succeed, and a
 * complaint comes after the message was sent and stays.
 */
const BEFORE = {
  sent: ['requested', 'failed'],
  failed: ['requested', 'sent'],
  complained: ['requested', 'sent'],
} as const

/**
 * The platform says what became of messages that it was asked for. Saying the same again changes nothing. Answers how many
 * were taken; the others were never asked for, or are further already. Throws `not_found`.
 */
export async function reportResults(
  ctx: BroadcastContext,
  caller: Caller,
  id: string,
  { results }: SendReports,
): Promise<{ taken: number; ignored: number }> {
  const now = ctx.clock()
  return ctx.db.transaction(async (tx) => {
    const own = and(eq(broadcasts.workspace_id, caller.workspaceId), eq(broadcasts.id, id))
    const [broadcast] = await tx.select({ state: broadcasts.state }).from(broadcasts).where(own).for('update')
    if (broadcast === undefined) throw new NotFoundError('broadcast', id)
    let taken = 0
    for (const { contact_id, status, code } of results) {
      const rows = await tx
        .update(broadcastRecipients)
        .set({ state: status, reason: status === 'failed' ? code : null, reported_at: now })
        .where(
          and(
            eq(broadcastRecipients.workspace_id, caller.workspaceId),
            eq(broadcastRecipients.broadcast_id, id),
            eq(broadcastRecipients.contact_id, contact_id),
            inArray(broadcastRecipients.state, [...BEFORE[status]]),
          ),
        )
        .returning({ id: broadcastRecipients.id })
      taken += rows.length
    }
    // What the pilot came to is looked at now rather than at the next look.
    if (broadcast.state === 'judging') await tx.update(broadcasts).set({ next_at: now }).where(own)
    await appendAudit(ctx, tx, caller, 'broadcast.results_reported', id, { taken })
    return { taken, ignored: results.length - taken }
  })
}
