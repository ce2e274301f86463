import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import { changeEndpoint, deleteEndpoint, rotateSecret } from '../../outbox/change-endpoint.ts'
import { createEndpoint } from '../../outbox/create-endpoint.ts'
import { DeliveryState, listDeliveries, WebhookDelivery } from '../../outbox/read-deliveries.ts'
import { getEndpoint, listEndpoints } from '../../outbox/read-endpoints.ts'
import { redeliver } from '../../outbox/redeliver.ts'
import { testEndpoint } from '../../outbox/test-endpoint.ts'
import {
  EndpointChange,
  EndpointInput,
  type EndpointRow,
  viewEndpoint,
  WebhookEndpoint,
} from '../../outbox/webhook-endpoint.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const ID = ResourceId
const Params = z.object({ id: ID })
const DeliveryParams = z.object({ id: ID, delivery_id: ID })
/** An endpoint whose secret is shown this once. */
const NewWebhookEndpoint = WebhookEndpoint.extend({
  secret: z.string().describe('`whsec_…`, to verify signatures with; shown only now'),
}).meta({ id: 'NewWebhookEndpoint' })
const Queued = z.object({ event_id: z.string(), status: z.literal('queued') })
const tags = ['webhooks']

const post = defineRoute('webhooks:write', {
  method: 'post',
  path: '/v1/webhook-endpoints',
  tags,
  summary: 'Make a webhook endpoint',
  description:
    'Events are posted as Standard Webhooks. An address outside of the public internet is refused.',
  request: { body: jsonBody(EndpointInput) },
  responses: { 201: json('The endpoint with its secret', NewWebhookEndpoint) },
})

const list = defineRoute('webhooks:read', {
  method: 'get',
  path: '/v1/webhook-endpoints',
  tags,
  summary: 'List webhook endpoints, without their secrets',
  request: { query: PageQuery },
  responses: { 200: json('Endpoints', pageOf(WebhookEndpoint)) },
})

const get = defineRoute('webhooks:read', {
  method: 'get',
  path: '/v1/webhook-endpoints/{id}',
  tags,
  summary: 'Read a webhook endpoint',
  request: { params: Params },
  responses: { 200: json('The endpoint', WebhookEndpoint), ...NOT_FOUND },
})

const patch = defineRoute('webhooks:write', {
  method: 'patch',
  path: '/v1/webhook-endpoints/{id}',
  tags,
  summary: 'Change a webhook endpoint; omitted fields keep their value',
  description: 'Enabled again, an endpoint gets what it was owed when it was disabled.',
  request: { params: Params, body: jsonBody(EndpointChange) },
  responses: { 200: json('The changed endpoint', WebhookEndpoint), ...NOT_FOUND },
})

const remove = defineRoute('webhooks:write', {
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}',
  tags,
  summary: 'Delete a webhook endpoint with its deliveries',
  request: { params: Params },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND },
})

const rotate = defineRoute('webhooks:write', {
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/rotate-secret',
  tags,
  summary: 'Give it a new secret; for 24 hours the old one signs too',
  request: { params: Params },
  responses: { 200: json('The endpoint with its new secret', NewWebhookEndpoint), ...NOT_FOUND },
})

const test = defineRoute('webhooks:write', {
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/test',
  tags,
  summary: 'Send it a `webhook.test` event',
  request: { params: Params },
  responses: { 202: json('The event that is on its way', Queued), ...NOT_FOUND, ...CONFLICT },
})

const deliveries = defineRoute('webhooks:read', {
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  tags,
  summary: 'List the attempts of the last 30 days, newest first',
  request: { params: Params, query: PageQuery.extend({ state: DeliveryState.optional() }) },
  responses: { 200: json('Deliveries', pageOf(WebhookDelivery)), ...NOT_FOUND },
})

const redeliverRoute = defineRoute('webhooks:write', {
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver',
  tags,
  summary: 'Send the event of a delivery again, under the same webhook-id',
  request: { params: DeliveryParams },
  responses: { 202: json('The event that is on its way', Queued), ...NOT_FOUND, ...CONFLICT },
})

const SHOWN_ONCE = { 'cache-control': 'no-store' }

export function webhookRoutes(ctx: Context) {
  const routes = newRoutes()
  const view = (row: EndpointRow) => viewEndpoint(row, ctx.clock())
  addEndpointRoutes(routes, ctx, view)
  addDeliveryRoutes(routes, ctx)
  return routes
}

function addEndpointRoutes(
  routes: ReturnType<typeof newRoutes>,
  ctx: Context,
  view: (row: EndpointRow) => WebhookEndpoint,
): void {
  routes
    .openapi(post, async (c) => {
      const { row, secret } = await createEndpoint(ctx, c.get('caller'), c.req.valid('json'))
      return c.json({ ...view(row), secret }, 201, {
        ...SHOWN_ONCE,
        location: `/v1/webhook-endpoints/${row.id}`,
      })
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listEndpoints(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(view) }, 200)
    })
    .openapi(get, async (c) => {
      return c.json(view(await getEndpoint(ctx, c.get('caller').workspaceId, c.req.valid('param').id)), 200)
    })
    .openapi(patch, async (c) => {
      const row = await changeEndpoint(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json'))
      return c.json(view(row), 200)
    })
    .openapi(remove, async (c) => {
      await deleteEndpoint(ctx, c.get('caller'), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(rotate, async (c) => {
      const { row, secret } = await rotateSecret(ctx, c.get('caller'), c.req.valid('param').id)
      return c.json({ ...view(row), secret }, 200, SHOWN_ONCE)
    })
}

function addDeliveryRoutes(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(test, async (c) => {
      const eventId = await testEndpoint(ctx, c.get('caller'), c.req.valid('param').id)
      return c.json({ event_id: eventId, status: 'queued' } as const, 202)
    })
    .openapi(deliveries, async (c) => {
      const { limit, cursor, state = null } = c.req.valid('query')
      const page = { state, before: readCursor(cursor), limit: limit + 1 }
      const { workspaceId } = c.get('caller')
      const rows = await listDeliveries(ctx, workspaceId, c.req.valid('param').id, page)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(redeliverRoute, async (c) => {
      const { id, delivery_id } = c.req.valid('param')
      const eventId = await redeliver(ctx, c.get('caller'), id, delivery_id)
      return c.json({ event_id: eventId, status: 'queued' } as const, 202)
    })
}
