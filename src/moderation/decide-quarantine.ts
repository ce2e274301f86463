import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { moderationDecisions, quarantineItems } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { isFreeFor } from './claim-quarantine.ts'
import { type LockedMessage, lockMessage } from './lock-message.ts'
import { getQuarantineItem, type QuarantineItem } from './read-quarantine.ts'
import { takeBack } from './take-back.ts'
import { type DecisionRow, writeDecision } from './write-decision.ts'

interface QuarantineContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

export interface QuarantineDecision {
  readonly state: 'released' | 'confirmed'
  readonly reason: string
  /** The rule of the policy that it rests on. */
  readonly rule: string | null
  readonly block: boolean
}

/**
 * A person releases a held message (it was harmless: somebody must answer it) or confirms that it stays away; with
 * `block`, its sender is blocked. Throws `not_found`, `conflict` where it was decided already, and `claim_lost` while
 * somebody else looks at it.
 */
export async function decideQuarantine(
  ctx: QuarantineContext,
  caller: Caller,
  id: string,
  input: QuarantineDecision,
): Promise<QuarantineItem> {
  const { workspaceId } = caller
  const before = await getQuarantineItem(ctx.db, workspaceId, id)
  await ctx.db.transaction(async (tx) => {
    const held = await findHolding(tx, workspaceId, id)
    const message = await lockMessage(tx, workspaceId, before.message_id, held.decision_id)
    await settle(ctx, tx, caller, id, input)
    const news =
      input.state === 'released'
        ? await releaseHeld(ctx, tx, caller, message, held, input)
        : await confirmHeld(ctx, tx, caller, message, held, input)
    const details = { block: input.block, rule: input.rule }
    await appendAudit(ctx, tx, caller, `quarantine.${input.state}`, id, details)
    await appendEvents(ctx, tx, caller, news)
  })
  ctx.wake('deliveries')
  return getQuarantineItem(ctx.db, workspaceId, id)
}

/** The policy's decision to hold it. */
async function findHolding(tx: Db, workspaceId: string, itemId: string): Promise<DecisionRow> {
  const [row] = await tx
    .select({ decision: moderationDecisions })
    .from(moderationDecisions)
    .innerJoin(quarantineItems, eq(quarantineItems.decision_id, moderationDecisions.decision_id))
    .where(
      and(
        eq(moderationDecisions.workspace_id, workspaceId),
        eq(moderationDecisions.action, 'quarantine'),
        eq(quarantineItems.id, itemId),
      ),
    )
  if (row === undefined)
    throw new AppError('conflict', `${itemId} was held by a version that kept no decision`)
  return row.decision
}

async function settle(
  ctx: QuarantineContext,
  tx: Db,
  caller: Caller,
  id: string,
  { state, reason }: QuarantineDecision,
): Promise<void> {
  const now = ctx.clock()
  const [settled] = await tx
    .update(quarantineItems)
    .set({
      ...{ state, decided_by: caller.actor.id, decided_reason: reason, decided_at: now },
      ...{ claimed_by: null, claimed_until: null },
    })
    .where(
      and(
        eq(quarantineItems.workspace_id, caller.workspaceId),
        eq(quarantineItems.id, id),
        eq(quarantineItems.state, 'held'),
        isFreeFor(caller, now),
      ),
    )
    .returning({ id: quarantineItems.id })
  if (settled !== undefined) return
  const item = await getQuarantineItem(tx, caller.workspaceId, id)
  if (item.state === 'held') throw new AppError('claim_lost', `${item.claimed_by} looks at ${id} now`)
  throw new AppError('conflict', `${id} was ${item.state} by ${item.decided_by} already`)
}

async function releaseHeld(
  ctx: QuarantineContext,
  tx: Db,
  caller: Caller,
  message: LockedMessage,
  held: DecisionRow,
  { reason }: QuarantineDecision,
): Promise<NewEvent[]> {
  const because = { note: reason, reason: 'released_from_quarantine' }
  return (await takeBack(ctx, tx, caller, message, held, because)).news
}

async function confirmHeld(
  ctx: QuarantineContext,
  tx: Db,
  caller: Caller,
  message: LockedMessage,
  held: DecisionRow,
  input: QuarantineDecision,
): Promise<NewEvent[]> {
  const decision = {
    reasons: held.reasons,
    note: input.reason,
    severity: held.severity,
    policy: held.policy,
    rule: input.rule ?? held.rule,
  }
  const hidden = await writeDecision(ctx, tx, caller, message, { ...decision, action: 'hide' })
  if (!input.block) return hidden.news
  const blocked = await writeDecision(ctx, tx, caller, message, { ...decision, action: 'block' })
  return [...hidden.news, ...blocked.news]
}
