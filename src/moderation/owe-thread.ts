import { and, eq } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { placeThread } from '../desk/place-thread.ts'
import { readRoutingFacts } from '../desk/read-routing-facts.ts'
import { owePerson } from '../domain/move-thread.ts'
import { tellReopened } from '../inbox/tell-reopened.ts'
import type { LockedMessage } from './lock-message.ts'
import type { DecisionContext } from './write-decision.ts'

/**
 * A person owes something to a message that nobody could answer, or whose action failed: routed like what comes in. A resolved
 * thread opens again.
 */
export async function oweThread(
  ctx: DecisionContext,
  tx: Db,
  { thread, subject, receivedAt }: LockedMessage,
  reason: string,
): Promise<NewEvent[]> {
  const now = ctx.clock()
  const reasons = [reason]
  const facts = { ...(await readRoutingFacts(tx, thread.workspace_id, thread.id)), reasons }
  const placement = await placeThread(ctx, tx, thread, facts, { since: receivedAt, queueId: null }, now)
  const [moved] = await tx
    .update(threads)
    .set({ ...owePerson(thread, receivedAt, now), ...placement.set, updated_at: now })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
  const data = { ...subject, reasons, queue: placement.queue.name }
  return [
    ...(thread.status === 'resolved' ? [tellReopened(thread, 'recado')] : []),
    { type: 'thread.needs_human', threadId: thread.id, data },
  ]
}
