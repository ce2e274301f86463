import type { ClockContext } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { knowEchoes } from './know-echoes.ts'
import { noteReply } from './note-reply.ts'

/**
 * What an outbound message on the platform means. The platform's echo of a reply or of a broadcast that Recado asked for
 * confirms it; anything else is a person's own reply.
 */
export async function noteOutbound(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  { contact_id, text }: { readonly contact_id: string; readonly text: string },
  now: Date,
): Promise<NewEvent[]> {
  const isEcho = await knowEchoes(tx, thread, contact_id, [text], now)
  if (isEcho(text)) return []
  const superseded = await noteReply(ctx, tx, thread, contact_id, now)
  const claimed: NewEvent = {
    type: 'thread.claimed',
    threadId: thread.id,
    data: { thread_id: thread.id, held_by: 'platform', episode: thread.episode },
  }
  return thread.is_ai_silenced ? superseded : [claimed, ...superseded]
}
