import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import { drafts, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { assertMayWrite } from '../inbox/assert-may-write.ts'
import { describeThread } from '../inbox/describe-subject.ts'
import { noteReply } from '../inbox/note-reply.ts'
import type { ApprovedWords } from '../words/choose-template.ts'
import { noteTemplateUse } from '../words/note-template-use.ts'
import type { ReviewContext } from './change-draft.ts'
import type { DraftRow } from './read-drafts.ts'

/**
 * A person answers in their own words: the platform is asked to send them, and `noteReply` says what that does to the thread.
 * Throws `not_found`, `claim_lost`, `precondition_failed` for a stale `revision`, and `conflict` where the thread is resolved or
 * nobody has written in it.
 */
export async function replyToThread(
  ctx: ReviewContext,
  caller: Caller,
  threadId: string,
  input: {
    readonly text: string
    readonly revision: number | null
    /** The message that they answer; null for the newest. */
    readonly messageId: string | null
    /** The approved words that the text is, where it is any. */
    readonly template?: ApprovedWords
  },
): Promise<DraftRow> {
  const row = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const inThread = and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, threadId))
    const [thread] = await tx.select().from(threads).where(inThread).for('update')
    if (thread === undefined) throw new NotFoundError('thread', threadId)
    assertMayWrite(thread, caller.actor, now)
    if (input.revision !== null && input.revision !== thread.revision) {
      throw new AppError('precondition_failed', `Thread ${threadId} has changed since you read it`)
    }
    if (thread.status === 'resolved') throw new AppError('conflict', `Thread ${threadId} is resolved`)
    const subject = await describeThread(tx, caller.workspaceId, threadId, input)
    const [reply] = await tx
      .insert(drafts)
      .values({
        id: ctx.newId('drf'),
        workspace_id: caller.workspaceId,
        thread_id: threadId,
        kind: 'person',
        contact_id: subject.contact_id,
        state: 'approved',
        text: input.text,
        proposed_text: input.text,
        language: thread.language ?? 'und',
        confidence: 1,
        citations: [],
        reviewed_by: caller.actor.id,
        created_at: now,
        updated_at: now,
      })
      .returning()
    const { id, text, language } = reply!
    const superseded = await noteReply(ctx, tx, thread, subject.contact_id, now)
    if (input.template !== undefined) {
      const to = { contactId: subject.contact_id, threadId, draftId: id }
      await noteTemplateUse(ctx, tx, input.template, { workspaceId: caller.workspaceId, ...to })
    }
    const data = { ...subject, reply_id: id, draft_id: id, kind: 'person', text, language }
    await appendEvents(ctx, tx, caller, [...superseded, { type: 'reply.requested', threadId, data }])
    await appendAudit(ctx, tx, caller, 'reply.requested', id, { thread_id: threadId })
    return reply!
  })
  ctx.wake('deliveries')
  return row
}
