import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import type { Caller } from '../domain/actor.ts'
import type { DecisionAction, ModerationDecision } from '../domain/moderation-decision.ts'
import { lockMessage } from './lock-message.ts'
import { findDecision, viewDecisionRow } from './read-decisions.ts'
import { oweOnce, takeBack, takeBackAll } from './take-back.ts'

const KEEPS_AWAY: readonly DecisionAction[] = ['quarantine', 'hide', 'delete']

/** A person takes a decision back within 30 days. Throws `not_found` and `conflict`. */
export async function reverseDecision(
  ctx: {
    readonly db: Db
    readonly clock: () => Date
    readonly newId: (prefix: string) => string
    readonly wake: (what: 'deliveries') => void
  },
  caller: Caller,
  id: string,
  reason: string,
): Promise<ModerationDecision> {
  const row = await ctx.db.transaction(async (tx) => {
    const found = await findDecision(tx, caller.workspaceId, id)
    const message = await lockMessage(tx, caller.workspaceId, found.message_id, found.decision_id)
    const because = { note: reason, reason: 'decision_reversed' }
    const taken = await takeBack(ctx, tx, caller, message, found, because)
    // What held a message and what then hid it stand and fall together.
    const rest = KEEPS_AWAY.includes(found.action)
      ? await takeBackAll(ctx, tx, caller, found.message_id, KEEPS_AWAY, because)
      : null
    await appendAudit(ctx, tx, caller, 'moderation.reversed', found.id, { by: taken.row.id })
    await appendEvents(ctx, tx, caller, oweOnce([...taken.news, ...(rest?.news ?? [])]))
    return taken.row
  })
  ctx.wake('deliveries')
  return viewDecisionRow(row)
}
