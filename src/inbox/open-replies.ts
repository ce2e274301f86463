import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { drafts, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'
import { knowEchoes } from './know-echoes.ts'

/** So many of the latest replies are looked at: under a post each may be for somebody else. */
const LATEST = 100

type Asked = Pick<typeof messages.$inferSelect, 'id' | 'contact_id' | 'received_at'>

/** Tells whether people answered a message themselves since it came; a reply that failed to go out answered nobody. */
export type IsAnswered = (message: Asked) => boolean

/** What people said themselves in a thread, looked up once, when somebody first asks. */
export function openReplies(tx: Db, thread: ThreadRow): () => Promise<IsAnswered> {
  let found: Promise<IsAnswered> | undefined
  return () => {
    found ??= findReplies(tx, thread)
    return found
  }
}

/** Under a post a reply answers whoever it was for; elsewhere whatever came before it. */
async function findReplies(tx: Db, thread: ThreadRow): Promise<IsAnswered> {
  const written = await readWritten(tx, thread)
  const asked = await tx
    .select({ at: drafts.created_at, contactId: drafts.contact_id })
    .from(drafts)
    .where(
      and(isOfThread(drafts, thread), eq(drafts.kind, 'person'), inArray(drafts.state, ['approved', 'sent'])),
    )
    .orderBy(desc(drafts.id))
    .limit(LATEST)
  const isFor = (contactId: string | null, message: Asked) =>
    thread.surface !== 'comment' || contactId === null || contactId === message.contact_id
  return (message) =>
    written.some((reply) => message.id < reply.id && isFor(reply.contactId, message)) ||
    asked.some((reply) => message.received_at < reply.at && isFor(reply.contactId, message))
}

/** What they sent on the platform. An echo is none of it: it may come long after what it echoes. */
async function readWritten(tx: Db, thread: ThreadRow) {
  const said = await tx
    .select({
      id: messages.id,
      text: messages.text,
      contactId: messages.contact_id,
      at: messages.received_at,
    })
    .from(messages)
    .where(
      and(isOfThread(messages, thread), eq(messages.direction, 'outbound'), eq(messages.disposition, 'live')),
    )
    .orderBy(desc(messages.id))
    .limit(LATEST)
  if (said[0] === undefined) return []
  const texts = said.map(({ text }) => text)
  const isEcho = await knowEchoes(tx, thread, said[0].contactId, texts, said.at(-1)!.at)
  return said.filter(({ text }) => !isEcho(text))
}
