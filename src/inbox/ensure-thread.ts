import { and, eq } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, contacts, messages, threads } from '../db/schema.ts'
import { CHANNEL_DEFAULTS } from '../domain/channel.ts'
import type { MessageInput } from '../domain/message.ts'

export type ThreadRow = typeof threads.$inferSelect

interface IdContext {
  readonly newId: (prefix: string) => string
}

/** The channel of a message, made on first use, and the message where it was stored before. */
export async function ensureChannel(
  tx: Db,
  workspaceId: string,
  { channel, external_id }: Pick<MessageInput, 'channel' | 'external_id'>,
  now: Date,
) {
  const find = () =>
    tx
      .select({ channel: channels, earlier: { id: messages.id, thread_id: messages.thread_id } })
      .from(channels)
      .leftJoin(
        messages,
        and(
          eq(messages.workspace_id, channels.workspace_id),
          eq(messages.channel_id, channels.id),
          eq(messages.external_id, external_id),
        ),
      )
      .where(and(eq(channels.workspace_id, workspaceId), eq(channels.id, channel.id)))
  const [known] = await find()
  if (known !== undefined) return known
  await tx
    .insert(channels)
    .values({ ...CHANNEL_DEFAULTS, ...channel, workspace_id: workspaceId, created_at: now, updated_at: now })
    .onConflictDoNothing()
  const [made] = await find()
  return made!
}

/** The contact of a message, made on first sight; a name that came later is kept. */
export async function ensureContact(
  ctx: IdContext,
  tx: Db,
  workspaceId: string,
  channelId: string,
  contact: MessageInput['contact'],
  now: Date,
): Promise<{ id: string; news: NewEvent[] }> {
  const [made] = await tx
    .insert(contacts)
    .values({
      id: ctx.newId('con'),
      workspace_id: workspaceId,
      channel_id: channelId,
      external_id: contact.external_id,
      name: contact.name ?? null,
      created_at: now,
    })
    .onConflictDoNothing()
    .returning({ id: contacts.id })
  if (made !== undefined) {
    const data = { contact_id: made.id, channel_id: channelId, external_id: contact.external_id }
    return { id: made.id, news: [{ type: 'contact.created', data }] }
  }
  const [known] = await tx
    .select({ id: contacts.id, name: contacts.name })
    .from(contacts)
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        eq(contacts.channel_id, channelId),
        eq(contacts.external_id, contact.external_id),
      ),
    )
    // What is stored here is seen by whoever erases the contact, or is stored for a new one.
    .for('key share')
  if (known === undefined) return ensureContact(ctx, tx, workspaceId, channelId, contact, now)
  if (contact.name !== undefined && contact.name !== known.name) {
    await tx
      .update(contacts)
      .set({ name: contact.name })
      .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, known.id)))
  }
  return { id: known.id, news: [] }
}

/** The thread of a message, made on first sight and locked until the transaction ends. */
export async function lockThread(
  ctx: IdContext,
  tx: Db,
  workspaceId: string,
  channelId: string,
  contactId: string,
  input: MessageInput,
  now: Date,
): Promise<{ thread: ThreadRow; news: NewEvent[] }> {
  const id = ctx.newId('thr')
  const [row] = await tx
    .insert(threads)
    .values({
      id,
      workspace_id: workspaceId,
      channel_id: channelId,
      external_id: input.thread.external_id,
      contact_id: contactId,
      surface: input.surface,
      status: 'new',
      next_action: 'reply',
      last_message_at: now,
      created_at: now,
      updated_at: now,
    })
    .onConflictDoUpdate({
      target: [threads.workspace_id, threads.channel_id, threads.external_id],
      set: { last_message_at: now },
    })
    .returning()
  const thread = row!
  if (thread.id !== id) return { thread, news: [] }
  const data = {
    thread_id: id,
    channel_id: channelId,
    external_id: thread.external_id,
    surface: thread.surface,
  }
  return { thread, news: [{ type: 'thread.created', threadId: id, data }] }
}
