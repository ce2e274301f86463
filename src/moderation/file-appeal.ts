import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { appeals } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { assertReversible } from './assert-reversible.ts'
import { lockMessage } from './lock-message.ts'
import { type Appeal, viewAppeal } from './read-appeals.ts'
import { findStanding, TAKEN_AWAY } from './read-decisions.ts'

/**
 * Keeps an author's objection to what stands against their message. Throws `not_found`, and `conflict` where nothing
 * stands, it is older than 30 days, or it was appealed before.
 */
export async function fileAppeal(
  ctx: {
    readonly db: Db
    readonly clock: () => Date
    readonly newId: (prefix: string) => string
    readonly wake: (what: 'deliveries') => void
  },
  caller: Caller,
  input: { readonly message_id: string; readonly statement: string | null },
): Promise<Appeal> {
  const row = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const { subject } = await lockMessage(tx, caller.workspaceId, input.message_id)
    const standing = await findStanding(tx, caller.workspaceId, input.message_id, TAKEN_AWAY)
    if (standing === null) throw new AppError('conflict', `Nothing stands against ${input.message_id}`)
    assertReversible(standing, now)
    const [made] = await tx
      .insert(appeals)
      .values({
        id: ctx.newId('apl'),
        workspace_id: caller.workspaceId,
        moderation_decision_id: standing.id,
        message_id: input.message_id,
        thread_id: subject.thread_id,
        state: 'open',
        statement: input.statement,
        filed_by: caller.actor.id,
        created_at: now,
      })
      .onConflictDoNothing()
      .returning()
    if (made === undefined) throw new AppError('conflict', `${standing.id} was appealed already`)
    await appendAudit(ctx, tx, caller, 'appeal.filed', made.id, { decision: standing.id })
    const data = { ...subject, appeal_id: made.id, moderation_decision_id: standing.id }
    await appendEvents(ctx, tx, caller, [{ type: 'message.appealed', threadId: subject.thread_id, data }])
    return made
  })
  ctx.wake('deliveries')
  return viewAppeal(row)
}
