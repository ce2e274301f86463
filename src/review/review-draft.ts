import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { changeDraft, keepFeedback, type ReviewContext } from './change-draft.ts'
import { type DraftRow, getDraft } from './read-drafts.ts'

/** A person lets a draft go out, as it is or with their own words. */
export function approveDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  input: { readonly text: string | null; readonly revision: number | null },
): Promise<DraftRow> {
  return changeDraft(ctx, caller, id, {
    from: ['pending_review'],
    set: {
      state: 'approved',
      reviewed_by: caller.actor.id,
      ...(input.text === null ? {} : { text: input.text }),
    },
    audit: 'draft.approved',
    revision: input.revision,
    eventsOf: (row) => {
      const base = { draft_id: row.id, thread_id: row.thread_id }
      return [
        { type: 'draft.approved', threadId: row.thread_id, data: { ...base, reviewed_by: caller.actor.id } },
        {
          type: 'reply.requested',
          threadId: row.thread_id,
          data: { ...base, reply_id: row.id, text: row.text, language: row.language },
        },
      ]
    },
    feedback: (before) => {
      const isEdited = input.text !== null && input.text !== before.text
      return {
        kind: isEdited ? 'edited' : 'approved',
        details: isEdited ? { from: before.text, to: input.text } : {},
      }
    },
    // Whoever waited for a person has been answered by one.
    also: (tx, row, now) =>
      tx
        .update(threads)
        .set({ status: 'open', updated_at: now })
        .where(and(eq(threads.id, row.thread_id), eq(threads.status, 'needs_human'))),
  })
}

/** A person holds a draft back: the thread then waits for their own reply. */
export function rejectDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  input: { readonly reason: string; readonly revision: number | null },
): Promise<DraftRow> {
  return changeDraft(ctx, caller, id, {
    from: ['pending_review'],
    set: { state: 'rejected', reviewed_by: caller.actor.id, review_reason: input.reason },
    audit: 'draft.rejected',
    revision: input.revision,
    eventsOf: (row) => {
      const data = { draft_id: row.id, thread_id: row.thread_id, reasons: ['draft_rejected'] }
      return [
        { type: 'draft.rejected', threadId: row.thread_id, data: { ...data, reason: input.reason } },
        { type: 'thread.needs_human', threadId: row.thread_id, data },
      ]
    },
    feedback: () => ({ kind: 'rejected', details: { reason: input.reason } }),
    also: (tx, row, now) =>
      tx
        .update(threads)
        .set({ status: 'needs_human', updated_at: now })
        .where(and(eq(threads.id, row.thread_id), eq(threads.status, 'open'))),
  })
}

/** What a person thinks of a draft, whatever becomes of it. Throws `not_found`. */
export async function rateDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  details: {
    readonly rating: 'good' | 'bad'
    readonly comment?: string | undefined
    readonly entry_id?: string | undefined
  },
): Promise<string> {
  await getDraft(ctx, caller.workspaceId, id)
  return ctx.db.transaction(async (tx) => {
    await appendAudit(ctx, tx, caller, 'draft.rated', id, { rating: details.rating })
    return keepFeedback(ctx, tx, caller, id, { kind: 'rating', details: { ...details } })
  })
}
