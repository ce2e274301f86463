import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { broadcastRecipients, drafts } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'

/** An echo comes later than what it echoes by as long as the platform was asked for it, which is tried for three days. */
const LATEST_MS = 7 * 86_400_000

/**
 * Tells which of the words that were said on the platform since an instant are what Recado asked it to say, in the thread or
 * by a broadcast to the contact. They are looked up by themselves: under a post very many others may have been said between.
 */
export async function knowEchoes(
  tx: Db,
  thread: ThreadRow,
  contactId: string,
  said: readonly string[],
  since: Date,
): Promise<(text: string) => boolean> {
  const words = [...new Set(said.map(plain))]
  const from = new Date(since.getTime() - LATEST_MS)
  const replies = await tx
    .select({ text: drafts.text })
    .from(drafts)
    .where(
      and(
        isOfThread(drafts, thread),
        inArray(drafts.state, ['approved', 'sent']),
        gte(drafts.updated_at, from),
        inArray(plainIn(drafts.text), words),
      ),
    )
  const sent = await tx
    .select({ text: broadcastRecipients.text })
    .from(broadcastRecipients)
    .where(
      and(
        eq(broadcastRecipients.workspace_id, thread.workspace_id),
        isOfPerson(broadcastRecipients.contact_id, tx, thread.workspace_id, contactId),
        inArray(broadcastRecipients.state, ['requested', 'sent']),
        gte(broadcastRecipients.requested_at, from),
        inArray(plainIn(broadcastRecipients.text), words),
      ),
    )
  const own = new Set([...replies, ...sent].map((row) => plain(row.text ?? '')))
  return (text) => own.has(plain(text))
}

/** Platforms trim and rewrap what they send, so white space does not count. */
function plain(words: string): string {
  return words.replace(/\s+/gu, '')
}

/** The white space of JavaScript, of which Postgres knows less in some locales. */
const WHITE_SPACE = '[\\s\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+'

function plainIn(column: typeof drafts.text | typeof broadcastRecipients.text) {
  return sql<string>`regexp_replace(${column}, ${WHITE_SPACE}, '', 'g')`
}
