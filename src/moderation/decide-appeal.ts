import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { appeals, moderationDecisions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertOtherPerson } from '../domain/assert-other-person.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { type LockedMessage, lockMessage } from './lock-message.ts'
import { type Appeal, viewAppeal } from './read-appeals.ts'
import { findDecision, isOfMessage, TAKEN_AWAY } from './read-decisions.ts'
import { takeBackAll } from './take-back.ts'

interface AppealContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

export interface AppealDecision {
  /** `upheld`: what was decided stays. */
  readonly state: 'upheld' | 'reversed'
  readonly reason: string
}

type AppealRow = typeof appeals.$inferSelect

/**
 * A member who had no hand in any decision about the message, and did not file the appeal, decides it. Throws
 * `not_found`, `forbidden`, and `conflict` where it was decided already or what it is about no longer stands.
 */
export async function decideAppeal(
  ctx: AppealContext,
  caller: Caller,
  id: string,
  input: AppealDecision,
): Promise<Appeal> {
  const row = await ctx.db.transaction(async (tx) => {
    const found = await findAppeal(tx, caller.workspaceId, id)
    const decision = await findDecision(tx, caller.workspaceId, found.moderation_decision_id)
    const message = await lockMessage(tx, caller.workspaceId, found.message_id, decision.decision_id)
    assertOtherPerson(caller, [
      found.filed_by,
      ...(await decidersOf(tx, caller.workspaceId, found.message_id)),
    ])
    const decided = await settle(ctx, tx, caller, id, input)
    const news =
      input.state === 'upheld' ? [] : await reverse(ctx, tx, caller, found.message_id, input.reason)
    await appendAudit(ctx, tx, caller, `appeal.${input.state}`, id, { decision: decision.id })
    await appendEvents(ctx, tx, caller, [decidedAppeal(message, decided), ...news])
    return decided
  })
  ctx.wake('deliveries')
  return viewAppeal(row)
}

/** Whatever stands against the message falls, and its author is free again. */
async function reverse(
  ctx: AppealContext,
  tx: Db,
  caller: Caller,
  messageId: string,
  note: string,
): Promise<NewEvent[]> {
  // Filed within the 30 days, or there would be no appeal.
  const because = { note, reason: 'appeal_reversed', isTimely: true }
  const taken = await takeBackAll(ctx, tx, caller, messageId, TAKEN_AWAY, because)
  if (taken === null) throw new AppError('conflict', `Nothing stands against ${messageId} any more`)
  return taken.news
}

async function findAppeal(tx: Db, workspaceId: string, id: string): Promise<AppealRow> {
  const [row] = await tx
    .select()
    .from(appeals)
    .where(and(eq(appeals.workspace_id, workspaceId), eq(appeals.id, id)))
  if (row === undefined) throw new NotFoundError('appeal', id)
  return row
}

/** Whoever decided anything about the message, in any capacity. */
async function decidersOf(tx: Db, workspaceId: string, messageId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: moderationDecisions.actor_id })
    .from(moderationDecisions)
    .where(isOfMessage(workspaceId, messageId))
  return rows.map((row) => row.id)
}

async function settle(
  ctx: AppealContext,
  tx: Db,
  caller: Caller,
  id: string,
  { state, reason }: AppealDecision,
): Promise<AppealRow> {
  const [row] = await tx
    .update(appeals)
    .set({ state, decided_by: caller.actor.id, decided_reason: reason, decided_at: ctx.clock() })
    .where(and(eq(appeals.workspace_id, caller.workspaceId), eq(appeals.id, id), eq(appeals.state, 'open')))
    .returning()
  if (row === undefined) throw new AppError('conflict', `${id} was decided already`)
  return row
}

function decidedAppeal(message: LockedMessage, row: AppealRow): NewEvent {
  const { id, state, moderation_decision_id } = row
  return {
    type: 'message.appeal_decided',
    threadId: message.thread.id,
    data: { ...message.subject, appeal_id: id, state, moderation_decision_id },
  }
}
