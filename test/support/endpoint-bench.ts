import { eq } from 'drizzle-orm'
import { makeNewId } from '../../src/context.ts'
import { outbox, webhookDeliveries, webhookEndpoints } from '../../src/db/schema.ts'
import type { TestApp, TestWorkspace } from './start-test-app.ts'

export const ENDPOINTS = '/v1/webhook-endpoints'
/** An address, so that no name is looked up. */
export const URL_OUTSIDE = 'https://93.184.215.14/hook'

export async function makeEndpoint(workspace: TestWorkspace, events: string[] = []) {
  const response = await workspace.request('POST', ENDPOINTS, { url: URL_OUTSIDE, events })
  const endpoint = (await response.json()) as { id: string; secret: string }
  return { ...endpoint, path: `${ENDPOINTS}/${endpoint.id}` }
}

/** An endpoint with one delivery of an event that happened, and nothing owed. */
export async function makeDelivery(app: TestApp, workspace: TestWorkspace, state: 'delivered' | 'failed') {
  const endpoint = await makeEndpoint(workspace)
  const test = await workspace.request('POST', `${endpoint.path}/test`)
  const { event_id } = (await test.json()) as { event_id: string }
  await app.ctx.db.delete(outbox).where(eq(outbox.endpoint_id, endpoint.id))
  const delivery = {
    id: app.ctx.newId('dlv'),
    workspace_id: workspace.id,
    endpoint_id: endpoint.id,
    event_id,
    event_type: 'webhook.test',
    attempt: 1,
    state,
    response_status: state === 'delivered' ? 200 : 500,
    error: state === 'delivered' ? null : 'status_refused',
    took_ms: 3,
    next_attempt_at: null,
    created_at: app.ctx.clock(),
  } as const
  await app.ctx.db.insert(webhookDeliveries).values(delivery)
  return { endpoint, delivery, redeliverPath: `${endpoint.path}/deliveries/${delivery.id}/redeliver` }
}

/** A later attempt at the same event, which was delivered. */
export async function addRetry(app: TestApp, delivery: typeof webhookDeliveries.$inferInsert) {
  const later = makeNewId(() => new Date(delivery.created_at.getTime() + 1000))
  const retry = { ...delivery, id: later('dlv'), attempt: 2, state: 'delivered' } as const
  await app.ctx.db.insert(webhookDeliveries).values(retry)
  return retry
}

export function owedTo(app: TestApp, endpointId: string) {
  return app.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpointId))
}

export async function endpointRow(app: TestApp, id: string) {
  const [row] = await app.ctx.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id))
  return row
}

export async function auditOf(workspace: TestWorkspace): Promise<unknown[]> {
  const response = await workspace.request('GET', '/v1/audit-events')
  return ((await response.json()) as { data: unknown[] }).data
}

export async function idsIn(response: Response): Promise<string[]> {
  return ((await response.clone().json()) as { data: { id: string }[] }).data.map(({ id }) => id)
}

export async function pointersOf(response: Response): Promise<string[]> {
  const { errors } = (await response.clone().json()) as { errors: { pointer: string }[] }
  return errors.map(({ pointer }) => pointer)
}
