import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import type { Decision, DecisionPending } from '../domain/decision.ts'
import { NotFoundError } from '../errors.ts'
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

const POLL_MS = 50

/** Waits up to `waitMs` for a message's decision; null where the time runs out or nobody waits any more. */
export async function awaitDecision(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  messageId: string,
  waitMs: number,
  isWaiting: () => boolean,
): Promise<Decision | null> {
  const until = ctx.clock().getTime() + waitMs
  while (isWaiting()) {
    const state = await readDecision(ctx, workspaceId, messageId)
    if (state.isDecided) return state.decision
    if (ctx.clock().getTime() >= until) return null
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return null
}
