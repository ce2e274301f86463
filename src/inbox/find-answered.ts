import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, messages, threads } from '../db/schema.ts'
import type { MessageInput } from '../domain/message.ts'

/** Whom an outbound message answers by the message that it replies to; null where it names none of its thread. */
export async function findAnswered(
  tx: Db,
  workspaceId: string,
  { direction, in_reply_to, channel, thread }: MessageInput,
): Promise<{ readonly id: string; readonly news: [] } | null> {
  if (direction === 'inbound' || in_reply_to === undefined) return null
  const [row] = await tx
    .select({ id: contacts.id })
    .from(messages)
    .innerJoin(threads, eq(threads.id, messages.thread_id))
    .innerJoin(contacts, eq(contacts.id, messages.contact_id))
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.channel_id, channel.id),
        eq(messages.external_id, in_reply_to.external_id),
        eq(threads.external_id, thread.external_id),
        isNull(contacts.erased_at),
      ),
    )
    // As of any contact of a message: whoever erases them sees what is stored here.
    .for('key share', { of: contacts })
  return row === undefined ? null : { id: row.id, news: [] }
}
