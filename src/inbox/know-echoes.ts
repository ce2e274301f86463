import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { broadcastRecipients, drafts } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'

/** An echo comes soon after what it echoes. */
const LATEST = 10

/** Tells whether words on the platform are what Recado asked it to say, in the thread or by a broadcast to the contact. */
export async function knowEchoes(
  tx: Db,
  thread: ThreadRow,
  contactId: string,
  latest = LATEST,
): Promise<(text: string) => boolean> {
  const replies = await tx
    .select({ text: drafts.text })
    .from(drafts)
    .where(and(isOfThread(drafts, thread), inArray(drafts.state, ['approved', 'sent'])))
    .orderBy(desc(drafts.id))
    .limit(latest)
  const sent = await tx
    .select({ text: broadcastRecipients.text })
    .from(broadcastRecipients)
    .where(
      and(
        eq(broadcastRecipients.workspace_id, thread.workspace_id),
        isOfPerson(broadcastRecipients.contact_id, tx, thread.workspace_id, contactId),
        inArray(broadcastRecipients.state, ['requested', 'sent']),
      ),
    )
    .orderBy(desc(broadcastRecipients.requested_at))
    .limit(latest)
  const own = new Set([...replies, ...sent].map((row) => plain(row.text ?? '')))
  return (text) => own.has(plain(text))
}

/** Platforms trim and rewrap what they send, so white space does not count. */
function plain(words: string): string {
  return words.replace(/\s+/gu, ' ').trim()
}
