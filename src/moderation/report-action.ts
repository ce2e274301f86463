import { and, eq, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { messages, moderationDecisions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { ActionOutcome, type ModerationDecision } from '../domain/moderation-decision.ts'
import { ResourceId, textField } from '../domain/text.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { lockMessage } from './lock-message.ts'
import { oweThread } from './owe-thread.ts'
import { findDecision, viewDecisionRow } from './read-decisions.ts'
import { type DecisionRow, platformAction } from './write-decision.ts'

export const ActionReport = z
  .object({
    action_id: ResourceId.describe('As `message.action_requested` names it'),
    outcome: ActionOutcome,
    code: textField(1, 100).optional().describe("The channel's own code of a failure"),
  })
  .meta({ id: 'ActionReport' })
export type ActionReport = z.infer<typeof ActionReport>

/**
 * The platform says what became of an action that it was asked for. The same report again changes nothing, and a failure
 * may still become done. What failed goes to a person. Throws `not_found`, and `conflict` for what was done already.
 */
export async function reportAction(
  ctx: {
    readonly db: Db
    readonly clock: () => Date
    readonly newId: (prefix: string) => string
    readonly wake: (what: 'deliveries') => void
  },
  caller: Caller,
  messageId: string,
  { action_id, outcome, code }: ActionReport,
): Promise<ModerationDecision> {
  const row = await ctx.db.transaction(async (tx) => {
    const found = await findDecision(tx, caller.workspaceId, action_id)
    if (!(await isAbout(tx, caller, found, messageId)))
      throw new NotFoundError('action of this message', action_id)
    const message = await lockMessage(tx, caller.workspaceId, messageId, found.decision_id)
    const action = platformAction(found.action, message.surface)
    if (action === null) throw new AppError('conflict', `${action_id} asked for nothing`)
    const now = ctx.clock()
    const [changed] = await tx
      .update(moderationDecisions)
      .set({ outcome, outcome_code: code ?? null, outcome_at: now })
      .where(and(isDecision(caller, action_id), mayBecome(outcome)))
      .returning()
    if (changed === undefined) return unchanged(tx, caller, action_id, outcome)
    const data = { ...message.subject, action_id, action, outcome, code: code ?? null }
    const news: NewEvent[] = [{ type: 'message.action_reported', threadId: message.thread.id, data }]
    // Somebody has to know that what was decided did not happen.
    if (outcome === 'failed') news.push(...(await oweThread(ctx, tx, message, 'action_failed')))
    await appendEvents(ctx, tx, caller, news)
    return changed
  })
  ctx.wake('deliveries')
  return viewDecisionRow(row)
}

/** A decision about a turn is reported under any of its messages. */
async function isAbout(
  tx: Db,
  { workspaceId }: Caller,
  row: DecisionRow,
  messageId: string,
): Promise<boolean> {
  if (row.message_id === messageId) return true
  if (row.decision_id === null) return false
  const [message] = await tx
    .select({ turn: messages.decision_id })
    .from(messages)
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.id, messageId)))
  return message?.turn === row.decision_id
}

function isDecision({ workspaceId }: Caller, id: string) {
  return and(eq(moderationDecisions.workspace_id, workspaceId), eq(moderationDecisions.id, id))
}

function mayBecome(outcome: ActionOutcome) {
  const isOpen = isNull(moderationDecisions.outcome)
  return outcome === 'failed' ? isOpen : or(isOpen, eq(moderationDecisions.outcome, 'failed'))
}

async function unchanged(tx: Db, caller: Caller, id: string, outcome: ActionOutcome): Promise<DecisionRow> {
  const row = await findDecision(tx, caller.workspaceId, id)
  if (row.outcome === outcome) return row
  throw new AppError('conflict', `${id} was reported ${row.outcome} already`)
}
