import { and, eq, isNull } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { feedback, moderationDecisions, quarantineItems } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertPerson } from '../domain/assert-other-person.ts'
import type { DecisionAction } from '../domain/moderation-decision.ts'
import { AppError } from '../errors.ts'
import { assertReversible } from './assert-reversible.ts'
import { type LockedMessage, lockMessage } from './lock-message.ts'
import { oweThread } from './owe-thread.ts'
import { findStanding } from './read-decisions.ts'
import { type DecisionContext, type DecisionRow, writeDecision } from './write-decision.ts'

const OPPOSITE: Readonly<Record<DecisionAction, DecisionAction>> = {
  allow: 'hide',
  quarantine: 'allow',
  hide: 'unhide',
  unhide: 'hide',
  delete: 'restore',
  restore: 'delete',
  block: 'unblock',
  unblock: 'block',
}
const SHOWS: readonly DecisionAction[] = ['allow', 'unhide', 'restore']

/** Why something is taken back. */
interface Because {
  readonly note: string
  readonly reason: string
  /** Whoever asked did so in time: it does not fall to them how long the answer took. */
  readonly isTimely?: boolean
}

/**
 * Takes one decision back in the caller's transaction, by its opposite: whatever was taken away is shown again and owed
 * to a person, and what a policy got wrong is kept as feedback. Throws `conflict` where it was taken back already or
 * nobody asked within 30 days. The message must be locked.
 */
export async function takeBack(
  ctx: DecisionContext,
  tx: Db,
  caller: Caller,
  message: LockedMessage,
  before: DecisionRow,
  { note, reason, isTimely = false }: Because,
): Promise<{ row: DecisionRow; news: NewEvent[] }> {
  const now = ctx.clock()
  if (!isTimely) assertReversible(before, now)
  const action = OPPOSITE[before.action]
  if (action === 'delete') assertPerson(caller)
  const [taken] = await tx
    .update(moderationDecisions)
    .set({ reversed_at: now })
    .where(
      and(
        eq(moderationDecisions.workspace_id, caller.workspaceId),
        eq(moderationDecisions.id, before.id),
        isNull(moderationDecisions.reversed_at),
      ),
    )
    .returning({ id: moderationDecisions.id })
  if (taken === undefined) throw new AppError('conflict', `${before.id} was taken back already`)
  const { policy, rule } = before
  const written = await writeDecision(ctx, tx, caller, message, {
    ...{ action, policy, rule, note, reasons: [reason], severity: null, reversesId: before.id },
  })
  if (before.actor_kind === 'system') await keepFeedback(ctx, tx, caller, before, reason)
  if (before.action === 'quarantine') await release(ctx, tx, caller, before, note)
  const news = [...written.news]
  // Nobody has answered what was kept from everybody.
  if (SHOWS.includes(action)) news.push(...(await oweThread(ctx, tx, message, reason)))
  return { row: written.row, news }
}

/**
 * Takes back every decision of these kinds that stands about a message, newest first. Answers the first decision written,
 * with the events of all; null where none stood.
 */
export async function takeBackAll(
  ctx: DecisionContext,
  tx: Db,
  caller: Caller,
  messageId: string,
  kinds: readonly DecisionAction[],
  because: Because,
): Promise<{ row: DecisionRow; news: NewEvent[] } | null> {
  let first: DecisionRow | null = null
  const news: NewEvent[] = []
  for (;;) {
    const standing = await findStanding(tx, caller.workspaceId, messageId, kinds)
    if (standing === null) break
    const message = await lockMessage(tx, caller.workspaceId, messageId, standing.decision_id)
    const taken = await takeBack(ctx, tx, caller, message, standing, because)
    first ??= taken.row
    news.push(...taken.news)
  }
  return first === null ? null : { row: first, news: oweOnce(news) }
}

/** However much is taken back at once, the thread needs a person once. */
export function oweOnce(news: readonly NewEvent[]): NewEvent[] {
  const owed = news.findIndex((event) => event.type === 'thread.needs_human')
  return news.filter((event, i) => event.type !== 'thread.needs_human' || i === owed)
}

/** What a policy got wrong: the raw material of evaluation cases. No words of the customer. */
async function keepFeedback(
  ctx: DecisionContext,
  tx: Db,
  caller: Caller,
  before: DecisionRow,
  reason: string,
): Promise<void> {
  await tx.insert(feedback).values({
    id: ctx.newId('fbk'),
    workspace_id: caller.workspaceId,
    message_id: before.message_id,
    kind: 'correction',
    details: {
      reason,
      moderation_decision_id: before.id,
      was: before.action,
      reasons: before.reasons,
      rule: before.rule,
      policy: before.policy,
    },
    actor_kind: caller.actor.kind,
    actor_id: caller.actor.id,
    created_at: ctx.clock(),
  })
}

async function release(
  ctx: DecisionContext,
  tx: Db,
  caller: Caller,
  before: DecisionRow,
  note: string,
): Promise<void> {
  await tx
    .update(quarantineItems)
    .set({
      state: 'released',
      decided_by: caller.actor.id,
      decided_reason: note,
      decided_at: ctx.clock(),
      claimed_by: null,
      claimed_until: null,
    })
    .where(
      and(
        eq(quarantineItems.workspace_id, caller.workspaceId),
        eq(quarantineItems.decision_id, before.decision_id!),
      ),
    )
}
