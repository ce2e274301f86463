import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { decisions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { redactText } from '../privacy/redact-text.ts'
import { changeDraft, keepFeedback, type ReviewContext } from './change-draft.ts'
import { type DraftRow, getDraft } from './read-drafts.ts'

/** A person lets a draft go out, as it is or with their own words. */
export async function approveDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  input: { readonly text: string | null; readonly revision: number | null },
): Promise<DraftRow> {
  const isWhole = input.text !== null || !(await isPartial(ctx, caller.workspaceId, id))
  return changeDraft(ctx, caller, id, {
    from: ['pending_review'],
    set: {
      state: 'approved',
      reviewed_by: caller.actor.id,
      ...(input.text === null ? {} : { text: input.text }),
    },
    audit: 'draft.approved',
    revision: input.revision,
    isForHolder: true,
    thread: isWhole ? 'answered' : 'unchanged',
    eventsOf: (row, subject) => [
      {
        type: 'draft.approved',
        threadId: row.thread_id,
        data: { ...subject, draft_id: row.id, reviewed_by: caller.actor.id },
      },
      {
        type: 'reply.requested',
        threadId: row.thread_id,
        data: {
          ...subject,
          ...{ reply_id: row.id, draft_id: row.id, kind: row.kind, text: row.text, language: row.language },
        },
      },
    ],
    feedback: (before) => {
      const isEdited = input.text !== null && input.text !== before.text
      return {
        kind: isEdited ? 'edited' : 'approved',
        details: isEdited ? { from: before.text, to: input.text } : {},
      }
    },
  })
}

/** Whether the draft answers a part of what was asked: a person still owes the rest. Throws `not_found`. */
async function isPartial(ctx: ReviewContext, workspaceId: string, id: string): Promise<boolean> {
  const { decision_id } = await getDraft(ctx, workspaceId, id)
  if (decision_id === null) return false
  const [decision] = await ctx.db
    .select({ reasons: decisions.reasons })
    .from(decisions)
    .where(and(eq(decisions.workspace_id, workspaceId), eq(decisions.id, decision_id)))
  return decision!.reasons.includes('partly_answered')
}

/** A person holds a draft back: the thread then waits for their own reply. */
export function rejectDraft(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  input: { readonly reason: string; readonly revision: number | null },
): Promise<DraftRow> {
  // It is stored, sent in an event and kept for cases.
  const reason = redactText(input.reason)
  return changeDraft(ctx, caller, id, {
    from: ['pending_review'],
    set: { state: 'rejected', reviewed_by: caller.actor.id, review_reason: reason },
    audit: 'draft.rejected',
    revision: input.revision,
    isForHolder: true,
    thread: 'owes_person',
    eventsOf: (row, subject) => {
      const data = { ...subject, draft_id: row.id, reasons: ['draft_rejected'] }
      return [
        { type: 'draft.rejected', threadId: row.thread_id, data: { ...data, reason } },
        { type: 'thread.needs_human', threadId: row.thread_id, data },
      ]
    },
    feedback: () => ({ kind: 'rejected', details: { reason } }),
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
