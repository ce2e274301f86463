import { and, desc, eq, gt, gte, inArray, type SQL } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { drafts, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'
import { knowEchoes } from './know-echoes.ts'

/** So many of the platform's latest outbound messages are looked at. */
const LATEST = 10

/** The last that people said themselves, which answered whatever came before. */
export interface LastReply {
  /** The message that they sent on the platform. An echo is none: it may come long after what it echoes. */
  readonly messageId: string | null
  /** When they sent one through Recado. */
  readonly askedAt: Date | null
}

export async function findReply(tx: Db, thread: ThreadRow): Promise<LastReply> {
  const said = await tx
    .select({ id: messages.id, text: messages.text, contact_id: messages.contact_id })
    .from(messages)
    .where(
      and(isOfThread(messages, thread), eq(messages.direction, 'outbound'), eq(messages.disposition, 'live')),
    )
    .orderBy(desc(messages.id))
    .limit(LATEST)
  const isEcho = said[0] === undefined ? null : await knowEchoes(tx, thread, said[0].contact_id)
  const [asked] = await tx
    .select({ at: drafts.created_at })
    .from(drafts)
    .where(
      and(
        isOfThread(drafts, thread),
        eq(drafts.kind, 'person'),
        inArray(drafts.state, ['approved', 'sent', 'failed']),
      ),
    )
    .orderBy(desc(drafts.id))
    .limit(1)
  const messageId = said.find((message) => isEcho?.(message.text) === false)?.id ?? null
  return { messageId, askedAt: asked?.at ?? null }
}

/** Whether the message came before the reply. */
export function isBeforeReply(
  message: { readonly id: string; readonly received_at: Date },
  { messageId, askedAt }: LastReply,
): boolean {
  return (messageId !== null && message.id < messageId) || (askedAt !== null && message.received_at < askedAt)
}

/** The same of stored messages: those that came after it. */
export function cameAfter({ messageId, askedAt }: LastReply): SQL | undefined {
  return and(
    messageId === null ? undefined : gt(messages.id, messageId),
    askedAt === null ? undefined : gte(messages.received_at, askedAt),
  )
}
