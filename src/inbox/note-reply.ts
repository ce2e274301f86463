import { and, eq, sql } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { answerCustomer } from '../domain/move-thread.ts'
import { answerContact } from './answer-contact.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { supersedeDrafts } from './supersede-drafts.ts'

/**
 * What a person's own reply does to its thread: Recado only suggests for the rest of the episode, and the drafts of whoever
 * was answered are taken back. Under a post that is `contactId` alone, and the others go on waiting. A resolved thread stays so.
 */
export async function noteReply(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  contactId: string,
  now: Date,
): Promise<NewEvent[]> {
  const isForOne = thread.surface === 'comment'
  const answered = isForOne ? await answerContact(tx, thread, contactId, now) : answerCustomer()
  const move = thread.status === 'resolved' ? {} : answered
  const [moved] = await tx
    .update(threads)
    .set({ ...move, is_ai_silenced: true, revision: sql`${threads.revision} + 1`, updated_at: now })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
  return supersedeDrafts(tx, thread, now, isForOne ? contactId : undefined)
}
