import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { outbox, webhookDeliveries } from '../db/schema.ts'
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
 * owed, its next attempt comes now. Answers the event's id. Throws `not_found`, or `conflict` where the endpoint is
 * disabled.
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
