import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { guardOutbound } from '../db/guard-outbound.ts'
import { events, outbox, webhookDeliveries } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { assertEnabled } from './assert-enabled.ts'

interface RedeliverContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/**
 * Owes the event of an earlier delivery to its endpoint again, now and under the same webhook-id; where it is still
 * owed, its next attempt comes now. Answers the event's id. Throws `not_found`, `conflict` where the endpoint is disabled,
 * and `opted_out` where it would say something to a contact who wants nothing any more.
 */
export async function redeliver(
  ctx: RedeliverContext,
  caller: Caller,
  endpointId: string,
  deliveryId: string,
): Promise<string> {
  const eventId = await ctx.db.transaction(async (tx) => {
    await assertEnabled(tx, caller.workspaceId, endpointId)
    const found = await eventOf(tx, caller.workspaceId, endpointId, deliveryId)
    await guardEvent(tx, caller.workspaceId, found)
    const now = ctx.clock()
    await tx
      .insert(outbox)
      .values({
        event_id: found,
        endpoint_id: endpointId,
        workspace_id: caller.workspaceId,
        due_at: now,
      })
      .onConflictDoUpdate({ target: [outbox.event_id, outbox.endpoint_id], set: { due_at: now } })
    await appendAudit(ctx, tx, caller, 'webhook_delivery.redelivered', deliveryId, { event_id: found })
    return found
  })
  ctx.wake('deliveries')
  return eventId
}

async function eventOf(tx: Db, workspaceId: string, endpointId: string, deliveryId: string): Promise<string> {
  const [row] = await tx
    .select({ eventId: webhookDeliveries.event_id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.workspace_id, workspaceId),
        eq(webhookDeliveries.endpoint_id, endpointId),
        eq(webhookDeliveries.id, deliveryId),
      ),
    )
  if (row === undefined) throw new NotFoundError('webhook delivery', deliveryId)
  return row.eventId
}

async function guardEvent(tx: Db, workspaceId: string, id: string): Promise<void> {
  const [event] = await tx
    .select({ type: events.type, threadId: events.thread_id, data: events.data })
    .from(events)
    .where(and(eq(events.workspace_id, workspaceId), eq(events.id, id)))
  if (event === undefined) return
  const { type, threadId, data } = event
  await guardOutbound(tx, workspaceId, [{ type, data, ...(threadId !== null && { threadId }) }])
}
