import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { drafts, threads } from '../db/schema.ts'
import { answerCustomer } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { supersedeDrafts } from './supersede-drafts.ts'

/** An echo comes soon after what it echoes. */
const LATEST_REPLIES = 10

/**
 * What an outbound message on the platform means. The platform's echo of a reply that Recado asked for confirms it;
 * anything else is a person's own reply, which silences Recado for the episode and supersedes its open drafts.
 */
export async function noteOutbound(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  text: string,
  now: Date,
): Promise<NewEvent[]> {
  if (await isOwnReply(tx, thread, text)) return []
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
async function isOwnReply(tx: Db, thread: ThreadRow, text: string): Promise<boolean> {
  const replies = await tx
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
  const plain = (words: string) => words.replace(/\s+/gu, ' ').trim()
  return replies.some((reply) => plain(reply.text) === plain(text))
}
