import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { webhookDeliveries } from '../db/schema.ts'
import { EventType } from '../domain/event.ts'
import { getEndpoint } from './read-endpoints.ts'

export const DeliveryState = z.enum(['delivered', 'failed', 'given_up'])
export type DeliveryState = z.infer<typeof DeliveryState>

/** One attempt to deliver an event to an endpoint. */
export const WebhookDelivery = z
  .object({
    id: z.string(),
    endpoint_id: z.string(),
    event_id: z.string().describe('Sent as webhook-id, the same at every attempt'),
    event_type: EventType,
    attempt: z.int().describe('From 1'),
    state: DeliveryState,
    response_status: z.int().nullable().describe('Null where no answer came'),
    error: z.string().nullable().describe('A code such as `timeout`, `redirect_refused`, `address_refused`'),
    took_ms: z.int(),
    next_attempt_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

/** The attempts made at an endpoint in the last 30 days, newest first. Throws `not_found`. */
export async function listDeliveries(
  ctx: { readonly db: Db },
  workspaceId: string,
  endpointId: string,
  query: { readonly state: DeliveryState | null; readonly before: string | null; readonly limit: number },
): Promise<WebhookDelivery[]> {
  await getEndpoint(ctx, workspaceId, endpointId)
  const rows = await ctx.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.workspace_id, workspaceId),
        eq(webhookDeliveries.endpoint_id, endpointId),
        query.state === null ? undefined : eq(webhookDeliveries.state, query.state),
        query.before === null ? undefined : lt(webhookDeliveries.id, query.before),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(query.limit)
  return rows.map(({ workspace_id: _workspace, ...row }) => ({
    ...row,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  }))
}
