import { and, asc, desc, eq, type SQL } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { messages, threads } from '../db/schema.ts'
import { AppError, NotFoundError } from '../errors.ts'

/** What every event about a turn names, so that a platform finds the message, thread and channel it has to act on. */
export interface Subject {
  readonly message_id: string
  readonly message_ids: readonly string[]
  readonly external_id: string
  readonly thread_id: string
  readonly thread_external_id: string
  readonly channel_id: string
  /** Who wrote the message, and so whom an answer is for. */
  readonly contact_id: string
}

/** The subject of a recorded decision, read in the caller's transaction. */
export async function describeSubject(tx: Db, workspaceId: string, decisionId: string): Promise<Subject> {
  const rows = await select(
    tx,
    and(eq(messages.workspace_id, workspaceId), eq(messages.decision_id, decisionId)),
  ).orderBy(asc(messages.id))
  const { id, ...newest } = rows.at(-1)!
  return { ...newest, message_id: id, message_ids: rows.map((row) => row.id) }
}

/**
 * The subject of what is said to a thread by itself: the newest message that a customer, or the given one of them, wrote, or
 * the given message. Throws `not_found`, and `conflict` where nobody has written yet.
 */
export async function describeThread(
  tx: Db,
  workspaceId: string,
  threadId: string,
  { messageId = null, contactId = null }: { messageId?: string | null; contactId?: string | null } = {},
): Promise<Subject> {
  const [newest] = await select(
    tx,
    and(
      eq(messages.workspace_id, workspaceId),
      eq(messages.thread_id, threadId),
      eq(messages.direction, 'inbound'),
      messageId === null ? undefined : eq(messages.id, messageId),
      contactId === null ? undefined : eq(messages.contact_id, contactId),
    ),
  )
    .orderBy(desc(messages.id))
    .limit(1)
  if (newest === undefined) {
    if (messageId !== null) throw new NotFoundError('message', messageId)
    throw new AppError(
      'conflict',
      `Nobody has written in thread ${threadId} yet, so there is nothing to answer`,
    )
  }
  const { id, ...rest } = newest
  return { ...rest, message_id: id, message_ids: [id] }
}

function select(tx: Db, which: SQL | undefined) {
  return tx
    .select({
      id: messages.id,
      external_id: messages.external_id,
      channel_id: messages.channel_id,
      contact_id: messages.contact_id,
      thread_id: messages.thread_id,
      thread_external_id: threads.external_id,
    })
    .from(messages)
    .innerJoin(threads, eq(threads.id, messages.thread_id))
    .where(which)
    .$dynamic()
}
