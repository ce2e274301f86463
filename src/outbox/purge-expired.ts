import { and, eq, inArray, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import {
  idempotencyKeys,
  outbox,
  repetitionCounts,
  repetitionSeen,
  webhookDeliveries,
  webhookEndpoints,
} from '../db/schema.ts'

const HOUR_MS = 3600_000
const DELIVERY_MS = 30 * 24 * HOUR_MS
const IDEMPOTENCY_MS = 24 * HOUR_MS
/** Long after any flood has faded; see src/moderation/count-sightings.ts. */
const REPETITION_MS = 24 * HOUR_MS

/**
 * Forgets, in every workspace, deliveries of 30 days ago, answers kept for an Idempotency-Key of a day ago, what was
 * owed for 30 days to an endpoint that nobody enabled again, and what nobody repeated for a day. The events themselves
 * are retention's: src/privacy/find-expired.ts.
 */
export async function purgeExpired(ctx: { readonly db: Db; readonly clock: () => Date }): Promise<void> {
  const before = (ms: number) => new Date(ctx.clock().getTime() - ms)
  await ctx.db.delete(webhookDeliveries).where(lt(webhookDeliveries.created_at, before(DELIVERY_MS)))
  const disabled = ctx.db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.is_enabled, false))
  await ctx.db
    .delete(outbox)
    .where(and(lt(outbox.due_at, before(DELIVERY_MS)), inArray(outbox.endpoint_id, disabled)))
  await ctx.db.delete(idempotencyKeys).where(lt(idempotencyKeys.created_at, before(IDEMPOTENCY_MS)))
  await ctx.db.delete(repetitionCounts).where(lt(repetitionCounts.seen_at, before(REPETITION_MS)))
  await ctx.db.delete(repetitionSeen).where(lt(repetitionSeen.seen_at, before(REPETITION_MS)))
}
