import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { noteConsentWord } from '../consents/note-consent-word.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { decisions, events, messageRevisions, messages, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { textField } from '../domain/text.ts'
import { AppError, NotFoundError } from '../errors.ts'
import type { InboxContext } from './accept-message.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { reopenTurn } from './reopen-turn.ts'

/** What a message says now, as its author changed it on the platform. */
export const MessageEdit = z.object({ text: textField(1, 10_000) }).meta({ id: 'MessageEdit' })

/** The message as it is after a change, and whether it is decided anew. */
export const MessageChanged = z
  .object({
    message_id: z.string(),
    thread_id: z.string(),
    status: z.enum(['changed', 'unchanged']),
    is_decided_anew: z.boolean().describe('Nobody had answered it yet, so Recado looks at it again'),
  })
  .meta({ id: 'MessageChanged' })
export type MessageChanged = z.infer<typeof MessageChanged>

type MessageRow = typeof messages.$inferSelect

export interface MessageName {
  readonly channelId: string
  readonly externalId: string
}

/**
 * An author edited a message on the platform. What it said before is kept as a revision; a draft that nobody sent is taken
 * back, a turn that nobody answered is decided anew, and an opt-out word counts from now on. Throws `not_found`, and `conflict` for a deleted message.
 */
export function editMessage(
  ctx: InboxContext,
  caller: Caller,
  name: MessageName,
  text: string,
): Promise<MessageChanged> {
  return change(ctx, caller, name, async (tx, message, thread, now) => {
    if (message.deleted_at !== null) throw new AppError('conflict', `Message ${message.id} was deleted`)
    if (message.text === text) return null
    await tx.insert(messageRevisions).values({
      id: ctx.newId('rev'),
      workspace_id: caller.workspaceId,
      message_id: message.id,
      text: message.text,
      replaced_at: now,
    })
    await tx.update(messages).set({ text, edited_at: now }).where(isOwn(messages, message))
    const turn = await reopenTurn(tx, thread, message, now)
    return { type: 'message.edited', turn, said: { ...message, text, sent_at: now } }
  })
}

/** An author deleted a message on the platform: its words are removed wherever Recado quotes them. Throws `not_found`. */
export function deleteMessage(ctx: InboxContext, caller: Caller, name: MessageName): Promise<MessageChanged> {
  return change(ctx, caller, name, async (tx, message, thread, now) => {
    if (message.deleted_at !== null) return null
    await tx
      .update(messages)
      .set({ text: '', attachments: [], deleted_at: now })
      .where(isOwn(messages, message))
    await forgetWords(tx, message)
    return { type: 'message.deleted', turn: await reopenTurn(tx, thread, message, now) }
  })
}

interface Change {
  readonly type: 'message.edited' | 'message.deleted'
  readonly turn: { readonly isDecidedAnew: boolean; readonly news: readonly NewEvent[] }
  /** The message as it says something new. */
  readonly said?: MessageRow
}

async function change(
  ctx: InboxContext,
  caller: Caller,
  name: MessageName,
  write: (tx: Db, message: MessageRow, thread: ThreadRow, now: Date) => Promise<Change | null>,
): Promise<MessageChanged> {
  const answer = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const { message, thread } = await lockMessage(tx, caller.workspaceId, name)
    const ids = { message_id: message.id, thread_id: message.thread_id }
    const done = await write(tx, message, thread, now)
    if (done === null) return { ...ids, status: 'unchanged' as const, is_decided_anew: false }
    // A turn in progress has read the message as it was.
    const [changedThread] = await tx
      .update(threads)
      .set({ revision: sql`${threads.revision} + 1`, updated_at: now })
      .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, thread.id)))
      .returning()
    // What was owed for the message may be owed no more.
    await touchClocks(ctx, tx, changedThread!)
    const data = { ...ids, external_id: message.external_id, channel_id: message.channel_id }
    const changed: NewEvent = { type: done.type, threadId: thread.id, data }
    await appendEvents(ctx, tx, caller, [changed, ...done.turn.news])
    await appendAudit(ctx, tx, caller, done.type, message.id)
    if (done.said?.disposition === 'live') await noteConsentWord(ctx, tx, caller, done.said)
    return { ...ids, status: 'changed' as const, is_decided_anew: done.turn.isDecidedAnew }
  })
  if (answer.status === 'changed') {
    ctx.wake('turns')
    ctx.wake('deliveries')
  }
  return answer
}

/** The thread is locked before the message is read, as accepting one does. */
async function lockMessage(tx: Db, workspaceId: string, name: MessageName) {
  const isNamed = and(
    eq(messages.workspace_id, workspaceId),
    eq(messages.channel_id, name.channelId),
    eq(messages.external_id, name.externalId),
  )
  const [found] = await tx.select({ thread_id: messages.thread_id }).from(messages).where(isNamed)
  if (found === undefined) throw new NotFoundError('message', name.externalId)
  const [thread] = await tx
    .select()
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, found.thread_id)))
    .for('update')
  const [message] = await tx.select().from(messages).where(isNamed)
  return { message: message!, thread: thread! }
}

function isOwn(table: typeof messages, message: MessageRow) {
  return and(eq(table.workspace_id, message.workspace_id), eq(table.id, message.id))
}

/** Whatever may quote the message: its revisions, hand-off summaries, and notes made since it came. */
async function forgetWords(tx: Db, message: MessageRow): Promise<void> {
  const { workspace_id, thread_id, received_at } = message
  await tx
    .update(messageRevisions)
    .set({ text: null })
    .where(and(eq(messageRevisions.workspace_id, workspace_id), eq(messageRevisions.message_id, message.id)))
  await tx
    .update(decisions)
    .set({
      handoff: sql`case when jsonb_typeof(${decisions.handoff}) = 'object' then jsonb_set(${decisions.handoff}, '{summary}', '""') else ${decisions.handoff} end`,
    })
    .where(
      and(
        eq(decisions.workspace_id, workspace_id),
        eq(decisions.thread_id, thread_id),
        gte(decisions.created_at, received_at),
      ),
    )
  await tx
    .update(events)
    .set({
      data: sql`jsonb_set(jsonb_set(${events.data} - 'note', '{handoff,summary}', '""', false), '{decision,handoff,summary}', '""', false)`,
    })
    .where(
      and(
        eq(events.workspace_id, workspace_id),
        eq(events.thread_id, thread_id),
        gte(events.created_at, received_at),
        inArray(events.type, [
          'message.decided',
          'thread.needs_human',
          'thread.handed_over',
          'thread.escalated',
          'thread.resolved',
        ]),
      ),
    )
}
