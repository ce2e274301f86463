import { noteConsentWord } from '../consents/note-consent-word.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { messages } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Disposition, MessageAccepted, MessageInput } from '../domain/message.ts'
import { ensureChannel, ensureContact, lockThread, type ThreadRow } from './ensure-thread.ts'
import { findAnswered } from './find-answered.ts'
import { noteInbound } from './note-inbound.ts'
import { noteOutbound } from './note-outbound.ts'
import { touchJob } from './touch-job.ts'

export interface InboxContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'turns' | 'deliveries') => void
}

/**
 * Stores a message once, in one transaction with its contact, thread, events and the job that will decide it.
 * The same external id in the same channel changes nothing and answers the same ids.
 */
export async function acceptMessage(
  ctx: InboxContext,
  caller: Caller,
  input: MessageInput,
): Promise<MessageAccepted> {
  const accepted = await ctx.db.transaction((tx) => store(ctx, tx, caller, input))
  if (accepted.status !== 'duplicate') {
    ctx.wake('turns')
    ctx.wake('deliveries')
  }
  return accepted
}

async function store(
  ctx: InboxContext,
  tx: Db,
  caller: Caller,
  input: MessageInput,
): Promise<MessageAccepted> {
  const now = ctx.clock()
  const { channel, earlier } = await ensureChannel(tx, caller.workspaceId, input, now)
  if (earlier !== null) return duplicateOf(earlier)
  const contact =
    (await findAnswered(tx, caller.workspaceId, input)) ??
    (await ensureContact(ctx, tx, caller.workspaceId, channel.id, input.contact, now))
  const found = await lockThread(ctx, tx, caller.workspaceId, channel.id, contact.id, input, now)
  const sentAt =
    input.sent_at === undefined ? now : new Date(Math.min(Date.parse(input.sent_at), now.getTime()))
  const disposition = dispositionOf(input, sentAt, now, channel.stale_after_s)
  const news: NewEvent[] = [...contact.news, ...found.news]
  const isLiveInbound = input.direction === 'inbound' && disposition === 'live'
  let thread = found.thread
  if (isLiveInbound) {
    const opened = await noteInbound(ctx, tx, thread, now)
    thread = opened.thread
    news.push(...opened.news)
  }
  const row: typeof messages.$inferSelect = {
    id: ctx.newId('msg'),
    workspace_id: caller.workspaceId,
    channel_id: channel.id,
    external_id: input.external_id,
    thread_id: thread.id,
    contact_id: contact.id,
    direction: input.direction,
    disposition,
    surface: input.surface,
    text: input.text,
    attachments: input.attachments,
    episode: thread.episode,
    decision_id: null,
    sent_at: sentAt,
    received_at: now,
    edited_at: null,
    deleted_at: null,
  }
  const stored = await tx.insert(messages).values(row).onConflictDoNothing().returning({ id: messages.id })
  // The thread was locked after the first look, so a twin may have been stored in between.
  if (stored.length === 0)
    return duplicateOf((await ensureChannel(tx, caller.workspaceId, input, now)).earlier!)
  news.push(receivedEvent(row, thread, input))
  if (input.direction === 'inbound')
    await touchJob(tx, thread, row.contact_id, disposition === 'live' ? channel.settle_ms : 0, now)
  else if (disposition === 'live') news.push(...(await noteOutbound(ctx, tx, thread, row, now)))
  await appendEvents(ctx, tx, caller, news)
  await noteConsentWord(ctx, tx, caller, row)
  const status = isLiveInbound ? 'accepted' : 'stored'
  return { message_id: row.id, thread_id: thread.id, status }
}

function duplicateOf({ id, thread_id }: { id: string; thread_id: string }): MessageAccepted {
  return { message_id: id, thread_id, status: 'duplicate' }
}

function dispositionOf(input: MessageInput, sentAt: Date, now: Date, staleAfterS: number): Disposition {
  if (input.backfill) return 'backfill'
  return now.getTime() - sentAt.getTime() > staleAfterS * 1000 ? 'stale' : 'live'
}

function receivedEvent(
  { id, contact_id, disposition }: typeof messages.$inferSelect,
  thread: ThreadRow,
  input: MessageInput,
): NewEvent {
  return {
    type: 'message.received',
    threadId: thread.id,
    data: {
      message_id: id,
      thread_id: thread.id,
      contact_id,
      external_id: input.external_id,
      channel_id: input.channel.id,
      surface: input.surface,
      direction: input.direction,
      disposition,
    },
  }
}
