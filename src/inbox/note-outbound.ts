import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import { broadcastRecipients, drafts, threads } from '../db/schema.ts'
import { answerCustomer } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { supersedeDrafts } from './supersede-drafts.ts'

/** An echo comes soon after what it echoes. */
const LATEST_REPLIES = 10

/**
 * What an outbound message on the platform means. The platform's echo of a reply or of a broadcast that Recado asked for
 * confirms it; anything else is a person's own reply, which silences Recado for the episode and supersedes its open drafts.
 */
export async function noteOutbound(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  { contact_id, text }: { readonly contact_id: string; readonly text: string },
  now: Date,
): Promise<NewEvent[]> {
  const asked = [...(await readReplies(tx, thread)), ...(await readBroadcasts(tx, thread, contact_id))]
  if (asked.some((words) => plain(words) === plain(text))) return []
  const [moved] = await tx
    .update(threads)
    .set({
      is_ai_silenced: true,
      ...answerCustomer(),
      revision: sql`${threads.revision} + 1`,
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
  const superseded = await supersedeDrafts(tx, thread, now)
  const claimed: NewEvent = {
    type: 'thread.claimed',
    threadId: thread.id,
    data: { thread_id: thread.id, held_by: 'platform', episode: thread.episode },
  }
  return thread.is_ai_silenced ? superseded : [claimed, ...superseded]
}

/** Platforms trim and rewrap what they send, so white space does not count. */
function plain(words: string): string {
  return words.replace(/\s+/gu, ' ').trim()
}

/** What Recado said in the thread last. */
async function readReplies(tx: Db, thread: ThreadRow): Promise<string[]> {
  const rows = await tx
    .select({ text: drafts.text })
    .from(drafts)
    .where(
      and(
        eq(drafts.workspace_id, thread.workspace_id),
        eq(drafts.thread_id, thread.id),
        inArray(drafts.state, ['approved', 'sent']),
      ),
    )
    .orderBy(desc(drafts.id))
    .limit(LATEST_REPLIES)
  return rows.map((row) => row.text)
}

/** What broadcasts said to the contact last. */
async function readBroadcasts(tx: Db, thread: ThreadRow, contactId: string): Promise<string[]> {
  const rows = await tx
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
    .limit(LATEST_REPLIES)
  return rows.flatMap((row) => row.text ?? [])
}
