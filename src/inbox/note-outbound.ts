import { and, eq, sql } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { answerCustomer } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { knowEchoes } from './know-echoes.ts'
import { supersedeDrafts } from './supersede-drafts.ts'

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
  const isEcho = await knowEchoes(tx, thread, contact_id)
  if (isEcho(text)) return []
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
