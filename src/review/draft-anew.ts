import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import { decisions, messages, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { assertMayWrite } from '../inbox/assert-may-write.ts'
import { reopenTurn } from '../inbox/reopen-turn.ts'
import type { ReviewContext } from './change-draft.ts'
import { type DraftRow, getDraft } from './read-drafts.ts'

/**
 * Takes a draft back and has its message decided anew, with the knowledge and the models as they are now. Throws
 * `not_found`, `precondition_failed` for a stale `revision`, `claim_lost` where somebody else holds the thread, and
 * `conflict` where the draft waits for nobody any more.
 */
export async function draftAnew(
  ctx: Omit<ReviewContext, 'wake'> & { readonly wake: (what: 'turns' | 'deliveries') => void },
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<DraftRow> {
  const before = await getDraft(ctx, caller.workspaceId, id)
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const [thread] = await tx
      .select()
      .from(threads)
      .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, before.thread_id)))
      .for('update')
    assertMayWrite(thread!, caller.actor, now)
    const draft = await getDraft({ db: tx }, caller.workspaceId, id)
    if (revision !== null && revision !== draft.revision)
      throw new AppError('precondition_failed', `Draft ${id} has changed since you read it`)
    if (draft.state !== 'pending_review' || draft.decision_id === null)
      throw new AppError('conflict', `Draft ${id} is ${draft.state}, not pending_review`)
    const [decided] = await tx
      .select({ message: messages })
      .from(decisions)
      .innerJoin(messages, eq(messages.id, decisions.message_id))
      .where(and(eq(decisions.workspace_id, caller.workspaceId), eq(decisions.id, draft.decision_id)))
    const { isDecidedAnew, news } = await reopenTurn(tx, thread!, decided!.message, now)
    if (!isDecidedAnew) throw new AppError('conflict', `What draft ${id} answers is settled`)
    await appendEvents(ctx, tx, caller, [...news])
    await appendAudit(ctx, tx, caller, 'draft.asked_anew', id)
  })
  ctx.wake('turns')
  ctx.wake('deliveries')
  return getDraft(ctx, caller.workspaceId, id)
}
