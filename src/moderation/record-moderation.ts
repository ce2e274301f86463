import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { quarantineItems } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Moderation, Route } from '../domain/decision.ts'
import { type Decided, type DecisionContext, writeDecision } from './write-decision.ts'

export interface ModeratedTurn extends Decided {
  readonly decisionId: string
  readonly route: Route
  readonly reasons: readonly string[]
  readonly moderation: Moderation
  /** Version of the policy. */
  readonly policy: string
  readonly isSenderBlocked: boolean
}

/** Keeps what a policy did with a turn, in the turn's transaction. Answers the events that it causes. */
export async function recordModeration(
  ctx: DecisionContext,
  tx: Db,
  caller: Caller,
  turn: ModeratedTurn,
): Promise<NewEvent[]> {
  const { route, reasons, moderation, policy } = turn
  if (route !== 'hide' && route !== 'quarantine') return []
  const { severity, rule } = moderation
  const decision = { reasons, severity, policy, rule, note: null }
  if (route === 'quarantine') {
    await tx.insert(quarantineItems).values({
      id: ctx.newId('qrt'),
      workspace_id: caller.workspaceId,
      thread_id: turn.subject.thread_id,
      decision_id: turn.decisionId,
      state: 'held',
      reasons: [...reasons],
      severity: severity ?? 'medium',
      created_at: ctx.clock(),
    })
    return (await writeDecision(ctx, tx, caller, turn, { ...decision, action: 'quarantine' })).news
  }
  const hidden = await writeDecision(ctx, tx, caller, turn, { ...decision, action: 'hide' })
  if (moderation.action !== 'block' || turn.isSenderBlocked) return hidden.news
  const blocked = await writeDecision(ctx, tx, caller, turn, { ...decision, action: 'block' })
  return [...hidden.news, ...blocked.news]
}
