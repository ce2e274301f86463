import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import type { Decision, DecisionPending } from '../domain/decision.ts'
import { NotFoundError } from '../errors.ts'
import type { DecisionBell } from './decision-bell.ts'
import { viewDecision } from './view-decision.ts'

export type DecisionState =
  | { readonly isDecided: true; readonly decision: Decision }
  | { readonly isDecided: false; readonly pending: DecisionPending }

/** What was decided of a message, or that nothing was yet. Throws `not_found`; outbound messages have no decision. */
export async function readDecision(
  ctx: { readonly db: Db },
  workspaceId: string,
  messageId: string,
): Promise<DecisionState> {
  const [row] = await ctx.db
    .select({
      thread_id: messages.thread_id,
      direction: messages.direction,
      decision: decisions,
      draft: drafts,
    })
    .from(messages)
    .leftJoin(decisions, eq(decisions.id, messages.decision_id))
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(and(eq(messages.workspace_id, workspaceId), eq(messages.id, messageId)))
  if (row === undefined || row.direction === 'outbound') throw new NotFoundError('decided message', messageId)
  if (row.decision === null) {
    return {
      isDecided: false,
      pending: { message_id: messageId, thread_id: row.thread_id, status: 'pending' },
    }
  }
  return { isDecided: true, decision: viewDecision(messageId, row.decision, row.draft) }
}

/** Another process may decide, whose bell is not heard here. */
const POLL_MS = 500

/** Waits up to `waitMs` for a message's decision; null where the time runs out or nobody waits any more. */
export async function awaitDecision(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly bell: DecisionBell },
  workspaceId: string,
  accepted: { readonly message_id: string; readonly thread_id: string },
  waitMs: number,
  isWaiting: () => boolean,
): Promise<Decision | null> {
  const until = ctx.clock().getTime() + waitMs
  for (;;) {
    const state = await readDecision(ctx, workspaceId, accepted.message_id)
    if (state.isDecided) return state.decision
    const leftMs = until - ctx.clock().getTime()
    if (leftMs <= 0 || !isWaiting()) return null
    await ctx.bell.wait(accepted.thread_id, Math.min(leftMs, POLL_MS))
  }
}
