import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { quarantineItems } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { assertPerson } from '../domain/assert-other-person.ts'
import type { DecisionAction, ModerationDecision } from '../domain/moderation-decision.ts'
import { textField } from '../domain/text.ts'
import { AppError } from '../errors.ts'
import { type LockedMessage, lockMessage } from './lock-message.ts'
import { viewDecisionRow } from './read-decisions.ts'
import { readPolicy } from './read-policy.ts'
import { takeBackAll } from './take-back.ts'
import { type DecisionRow, writeDecision } from './write-decision.ts'

export const MessageDecisionInput = z
  .object({
    action: z
      .enum(['allow', 'hide', 'unhide', 'delete', 'block_author', 'unblock_author'])
      .describe('`delete` only of a comment, and only with the key of a member'),
    reason: textField(1, 1000),
    rule: textField(1, 60).optional().describe('The rule of the policy that it rests on'),
  })
  .meta({ id: 'MessageDecisionInput' })
export type MessageDecisionInput = z.infer<typeof MessageDecisionInput>

interface ModerationContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

const ACTIONS: Readonly<Record<MessageDecisionInput['action'], DecisionAction>> = {
  allow: 'allow',
  hide: 'hide',
  unhide: 'unhide',
  delete: 'delete',
  block_author: 'block',
  unblock_author: 'unblock',
}

/** What each action takes back, where it stands. */
const TAKES_BACK: Partial<Record<DecisionAction, readonly DecisionAction[]>> = {
  allow: ['quarantine', 'hide'],
  unhide: ['quarantine', 'hide'],
  unblock: ['block'],
}

/**
 * Somebody decides about one message: the platform is asked to do it, and whatever it contradicts is taken back.
 * Throws `not_found`, `forbidden` for a deletion by a key that is no person's, and `conflict` for the deletion of a DM.
 */
export async function decideMessage(
  ctx: ModerationContext,
  caller: Caller,
  messageId: string,
  input: MessageDecisionInput,
): Promise<ModerationDecision> {
  const action = ACTIONS[input.action]
  if (action === 'delete') assertPerson(caller)
  const row = await ctx.db.transaction(async (tx) => {
    const message = await lockMessage(tx, caller.workspaceId, messageId)
    if (action === 'delete' && message.surface === 'dm') {
      throw new AppError('conflict', `${messageId} is a DM: it can be filed, not deleted`)
    }
    const { row, news } = await change(ctx, tx, caller, message, action, input)
    await appendAudit(ctx, tx, caller, `message.${action}`, messageId, { decision: row.id })
    await appendEvents(ctx, tx, caller, news)
    return row
  })
  ctx.wake('deliveries')
  return viewDecisionRow(row)
}

async function change(
  ctx: ModerationContext,
  tx: Db,
  caller: Caller,
  message: LockedMessage,
  action: DecisionAction,
  input: MessageDecisionInput,
): Promise<{ row: DecisionRow; news: NewEvent[] }> {
  const { workspaceId } = caller
  const { message_id } = message.subject
  const contradicted = TAKES_BACK[action]
  if (contradicted !== undefined) {
    const because = { note: input.reason, reason: 'decided_by_person' }
    const taken = await takeBackAll(ctx, tx, caller, message_id, contradicted, because)
    if (taken !== null) return taken
  }
  if (action === 'hide' || action === 'delete') await confirmHeld(ctx, tx, caller, message, input.reason)
  const { version } = await readPolicy(tx, workspaceId)
  return writeDecision(ctx, tx, caller, message, {
    action,
    reasons: ['decided_by_person'],
    note: input.reason,
    severity: null,
    policy: version,
    rule: input.rule ?? null,
  })
}

/** Whoever takes a held message away has decided about holding it. */
async function confirmHeld(
  ctx: ModerationContext,
  tx: Db,
  caller: Caller,
  { turnId }: LockedMessage,
  reason: string,
): Promise<void> {
  if (turnId === null) return
  await tx
    .update(quarantineItems)
    .set({
      state: 'confirmed',
      decided_by: caller.actor.id,
      decided_reason: reason,
      decided_at: ctx.clock(),
    })
    .where(
      and(
        eq(quarantineItems.workspace_id, caller.workspaceId),
        eq(quarantineItems.decision_id, turnId),
        eq(quarantineItems.state, 'held'),
      ),
    )
}
