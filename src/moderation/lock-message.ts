import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { messages, threads } from '../db/schema.ts'
import { NotFoundError } from '../errors.ts'
import { describeSubject } from '../inbox/describe-subject.ts'
import type { Decided } from './write-decision.ts'

export interface LockedMessage extends Decided {
  readonly thread: typeof threads.$inferSelect
  /** The turn that the message was decided in; null while it was not. */
  readonly turnId: string | null
  readonly receivedAt: Date
}

/**
 * A message with its thread, which is locked first, as a turn does that is recorded. With `turnId` the subject is the
 * whole turn. Throws `not_found` for a message that nobody sent to the workspace.
 */
export async function lockMessage(
  tx: Db,
  workspaceId: string,
  messageId: string,
  turnId: string | null = null,
): Promise<LockedMessage> {
  const [message] = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.id, messageId),
        eq(messages.direction, 'inbound'),
      ),
    )
  if (message === undefined) throw new NotFoundError('inbound message', messageId)
  const [thread] = await tx
    .select()
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, message.thread_id)))
    .for('update')
  const subject = {
    message_id: message.id,
    message_ids: [message.id],
    external_id: message.external_id,
    thread_id: message.thread_id,
    thread_external_id: thread!.external_id,
    channel_id: message.channel_id,
    contact_id: message.contact_id,
  }
  return {
    subject: turnId === null ? subject : await describeSubject(tx, workspaceId, turnId),
    contactId: message.contact_id,
    surface: message.surface,
    decisionId: turnId,
    thread: thread!,
    turnId: message.decision_id,
    receivedAt: message.received_at,
  }
}
