import { and, eq } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { customerWrote } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { reopenThread } from './reopen-thread.ts'
import { tellReopened } from './tell-reopened.ts'

/**
 * What a customer's message does to its thread: a resolved one opens as a new episode, a snoozed one wakes, an answered
 * one is somebody's turn again. A turn in progress notices the message by its job, so the revision stays.
 */
export async function noteInbound(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  now: Date,
): Promise<{ thread: ThreadRow; news: NewEvent[] }> {
  if (thread.status === 'resolved') {
    const reopened = await reopenThread(tx, thread, now)
    return { thread: reopened, news: [tellReopened(reopened, 'customer')] }
  }
  if (thread.status !== 'snoozed' && thread.status !== 'waiting_for_customer') return { thread, news: [] }
  const [opened] = await tx
    .update(threads)
    .set({ ...customerWrote(thread, now), updated_at: now })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, opened!)
  const woken: NewEvent = {
    type: 'thread.woken',
    threadId: thread.id,
    data: { thread_id: thread.id, by: 'customer' },
  }
  return { thread: opened!, news: thread.status === 'snoozed' ? [woken] : [] }
}
