import { expect } from 'vitest'
import {
  addRetry,
  auditOf,
  ENDPOINTS,
  idsIn,
  makeDelivery,
  makeEndpoint,
  owedTo,
  pointersOf,
} from '../support/endpoint-bench.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('POST /v1/webhook-endpoints/{id}/test', {
  happy: async ({ app, own }) => {
    const endpoint = await makeEndpoint(own, ['reply.sent'])
    const response = await own.request('POST', `${endpoint.path}/test`)
    expect(response.status).toBe(202)
    const operation = 'POST /v1/webhook-endpoints/{id}/test'
    const body = (await expectDocumented(operation, response)) as { event_id: string }
    expect(await owedTo(app, endpoint.id)).toMatchObject([{ event_id: body.event_id, attempts: 0 }])
    const feed = await (await own.request('GET', '/v1/events?type=webhook.test')).json()
    expect(feed.data).toMatchObject([{ id: body.event_id, data: { endpoint_id: endpoint.id } }])
  },
  invalid: async ({ app, own }) => {
    const endpoint = await makeEndpoint(own)
    await own.request('PATCH', endpoint.path, { is_enabled: false })
    const response = await own.request('POST', `${endpoint.path}/test`)
    expect(response.status).toBe(409)
    await expectDocumented('POST /v1/webhook-endpoints/{id}/test', response)
    expect(await owedTo(app, endpoint.id)).toEqual([])
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const endpoint = await makeEndpoint(own)
    expect((await foreign.request('POST', `${endpoint.path}/test`)).status).toBe(404)
    expect(await owedTo(app, endpoint.id)).toEqual([])
  },
})

testRoute('GET /v1/webhook-endpoints/{id}/deliveries', {
  happy: async ({ app, own }) => {
    const { endpoint, delivery } = await makeDelivery(app, own, 'failed')
    const retry = await addRetry(app, delivery)
    const path = `${endpoint.path}/deliveries`
    const response = await own.request('GET', path)
    const { workspace_id: _workspace, ...shown } = delivery
    expect(await expectDocumented('GET /v1/webhook-endpoints/{id}/deliveries', response)).toMatchObject({
      data: [{ id: retry.id }, { ...shown, created_at: delivery.created_at.toISOString() }],
    })
    expect(await idsIn(await own.request('GET', `${path}?state=failed`))).toEqual([delivery.id])
    const first = await (await own.request('GET', `${path}?limit=1`)).json()
    const second = await own.request('GET', `${path}?limit=1&cursor=${first.next_cursor}`)
    expect(await idsIn(second)).toEqual([delivery.id])
  },
  invalid: async ({ own }) => {
    const { path } = await makeEndpoint(own)
    const response = await own.request('GET', `${path}/deliveries?state=lost`)
    expect([response.status, await pointersOf(response)]).toEqual([422, ['/state']])
    await expectDocumented('GET /v1/webhook-endpoints/{id}/deliveries', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { endpoint } = await makeDelivery(app, own, 'delivered')
    expect((await foreign.request('GET', `${endpoint.path}/deliveries`)).status).toBe(404)
  },
})

testRoute('POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver', {
  happy: async ({ app, own }) => {
    const { endpoint, delivery, redeliverPath } = await makeDelivery(app, own, 'delivered')
    const response = await own.request('POST', redeliverPath)
    expect(response.status).toBe(202)
    const operation = 'POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver'
    expect(await expectDocumented(operation, response)).toEqual({
      event_id: delivery.event_id,
      status: 'queued',
    })
    expect(await owedTo(app, endpoint.id)).toMatchObject([{ event_id: delivery.event_id, attempts: 0 }])
    expect(await auditOf(own)).toContainEqual(
      expect.objectContaining({ action: 'webhook_delivery.redelivered', subject_id: delivery.id }),
    )
  },
  invalid: async ({ app, own }) => {
    const { endpoint, delivery, redeliverPath } = await makeDelivery(app, own, 'delivered')
    const other = await makeEndpoint(own)
    const crossed = await own.request('POST', `${other.path}/deliveries/${delivery.id}/redeliver`)
    expect(crossed.status).toBe(404)
    await own.request('PATCH', endpoint.path, { is_enabled: false })
    const response = await own.request('POST', redeliverPath)
    expect(response.status).toBe(409)
    const operation = 'POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver'
    await expectDocumented(operation, response)
    expect(await owedTo(app, endpoint.id)).toEqual([])
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { endpoint, delivery, redeliverPath } = await makeDelivery(app, own, 'delivered')
    expect((await foreign.request('POST', redeliverPath)).status).toBe(404)
    const theirs = await makeEndpoint(foreign)
    const crossed = `${ENDPOINTS}/${theirs.id}/deliveries/${delivery.id}/redeliver`
    expect((await foreign.request('POST', crossed)).status).toBe(404)
    expect(await owedTo(app, endpoint.id)).toEqual([])
    expect(await owedTo(app, theirs.id)).toEqual([])
  },
})
