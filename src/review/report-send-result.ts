import type { Caller } from '../domain/actor.ts'
import type { DraftKind } from '../domain/draft.ts'
import { changeDraft, type ReviewContext } from './change-draft.ts'
import { type DraftRow, getDraft } from './read-drafts.ts'

export interface SendResult {
  readonly status: 'sent' | 'failed'
  /** The platform's own code of a failure, for instance `131047`. */
  readonly code: string | null
}

/** What answers somebody; the other kinds are said beside, and nobody waits for them. */
const ANSWERS: ReadonlySet<DraftKind> = new Set<DraftKind>(['answer', 'rule', 'person'])

/**
 * The platform says what became of a reply. Saying the same again changes nothing; a failed answer hands its thread to
 * a person, also where it was resolved by then, because the customer still waits. Throws `conflict` where the draft was never
 * to be sent.
 */
export async function reportSendResult(
  ctx: ReviewContext,
  caller: Caller,
  id: string,
  result: SendResult,
): Promise<DraftRow> {
  const draft = await getDraft(ctx, caller.workspaceId, id)
  if (draft.state === result.status) return draft
  const isOwed = result.status === 'failed' && ANSWERS.has(draft.kind)
  return changeDraft(ctx, caller, id, {
    // A retry of the platform may still succeed after it reported a failure.
    from: result.status === 'sent' ? ['approved', 'failed'] : ['approved'],
    set: { state: result.status, failure_code: result.status === 'failed' ? result.code : null },
    audit: `reply.${result.status}`,
    revision: null,
    isForHolder: false,
    thread: isOwed ? 'owes_person' : 'unchanged',
    eventsOf: (row, subject) => {
      const data = { ...subject, draft_id: row.id, reply_id: row.id }
      if (result.status === 'sent') return [{ type: 'reply.sent', threadId: row.thread_id, data }]
      const owed = { ...data, reasons: ['send_failed'] }
      return [
        { type: 'reply.failed', threadId: row.thread_id, data: { ...data, code: result.code } },
        ...(isOwed ? [{ type: 'thread.needs_human' as const, threadId: row.thread_id, data: owed }] : []),
      ]
    },
  })
}
