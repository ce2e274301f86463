import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { webhookDeliveries } from '../../src/db/schema.ts'
import { endpointSecret } from '../../src/secrets/reseal-secrets.ts'
import { openSecret } from '../../src/secrets/seal-secret.ts'
import {
  auditOf,
  ENDPOINTS,
  endpointRow,
  idsIn,
  makeDelivery,
  makeEndpoint,
  owedTo,
  pointersOf,
  URL_OUTSIDE,
} from '../support/endpoint-bench.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

/** What an endpoint may not be: no URL, another scheme, credentials, or an address of the own network. */
const REFUSED_URLS = [
  '',
  'shop.example/hook',
  'ftp://93.184.215.14/',
  'https://ana:segredo@93.184.215.14/',
  'http://127.0.0.1:9/',
  'http://127.1/',
  'http://2130706433/',
  'http://[::ffff:127.0.0.1]/',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost/',
]

testRoute('POST /v1/webhook-endpoints', {
  happy: async ({ own }) => {
    const events = ['reply.requested', 'reply.requested']
    const response = await own.request('POST', ENDPOINTS, { url: URL_OUTSIDE, events })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = (await expectDocumented('POST /v1/webhook-endpoints', response)) as Record<string, string>
    expect(response.headers.get('location')).toBe(`${ENDPOINTS}/${body.id}`)
    expect(body).toMatchObject({
      url: URL_OUTSIDE,
      events: ['reply.requested'],
      is_enabled: true,
      disabled_reason: null,
      previous_secret_until: null,
    })
    expect(body.secret).toMatch(/^whsec_/)
    expect(Buffer.from(body.secret!.slice('whsec_'.length), 'base64')).toHaveLength(32)
    const audit = await auditOf(own)
    expect(audit).toContainEqual(
      expect.objectContaining({ action: 'webhook_endpoint.created', subject_id: body.id }),
    )
    expect(JSON.stringify(audit)).not.toContain(body.secret)
  },
  invalid: async ({ own }) => {
    for (const url of REFUSED_URLS) {
      const response = await own.request('POST', ENDPOINTS, { url, events: [] })
      expect([url, response.status, await pointersOf(response)]).toEqual([url, 422, ['/url']])
      await expectDocumented('POST /v1/webhook-endpoints', response)
    }
    const unknown = { url: URL_OUTSIDE, events: ['reply.sent', 'reply.lost'] }
    expect(await pointersOf(await own.request('POST', ENDPOINTS, unknown))).toEqual(['/events/1'])
    expect(await pointersOf(await own.request('POST', ENDPOINTS, {}))).toEqual(['/url'])
    expect(await idsIn(await own.request('GET', ENDPOINTS))).toEqual([])
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const [mine, theirs] = [await makeEndpoint(own), await makeEndpoint(foreign)]
    await own.request('PUT', '/v1/kb/entries', {
      entries: [{ external_id: 'a', question: 'Vocês abrem hoje?', answer: 'Sim, até as 18h.' }],
    })
    expect(await owedTo(app, mine.id)).toHaveLength(1)
    expect(await owedTo(app, theirs.id)).toEqual([])
  },
})

testRoute('GET /v1/webhook-endpoints', {
  happy: async ({ own }) => {
    const [first, second] = [await makeEndpoint(own), await makeEndpoint(own)]
    const response = await own.request('GET', `${ENDPOINTS}?limit=1`)
    const page = (await expectDocumented('GET /v1/webhook-endpoints', response)) as { next_cursor: string }
    expect(await idsIn(response)).toEqual([first.id])
    const rest = await own.request('GET', `${ENDPOINTS}?limit=1&cursor=${page.next_cursor}`)
    expect(await idsIn(rest)).toEqual([second.id])
    expect(await rest.json()).toMatchObject({ next_cursor: null })
    expect(JSON.stringify(page)).not.toContain('whsec_')
  },
  invalid: async ({ own }) => {
    for (const [query, pointer] of [
      ['limit=101', '/limit'],
      ['cursor=!', '/cursor'],
    ]) {
      const response = await own.request('GET', `${ENDPOINTS}?${query}`)
      expect([response.status, await pointersOf(response)]).toEqual([422, [pointer]])
      await expectDocumented('GET /v1/webhook-endpoints', response)
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await makeEndpoint(own)
    expect(await (await foreign.request('GET', ENDPOINTS)).json()).toEqual({ data: [], next_cursor: null })
  },
})

testRoute('GET /v1/webhook-endpoints/{id}', {
  happy: async ({ own }) => {
    const endpoint = await makeEndpoint(own)
    const response = await own.request('GET', endpoint.path)
    const body = await expectDocumented('GET /v1/webhook-endpoints/{id}', response)
    expect(body).toMatchObject({ id: endpoint.id, url: URL_OUTSIDE, events: [] })
    expect(JSON.stringify(body)).not.toContain('whsec_')
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `${ENDPOINTS}/whe_none`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/webhook-endpoints/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { path } = await makeEndpoint(own)
    expect((await foreign.request('GET', path)).status).toBe(404)
  },
})

testRoute('PATCH /v1/webhook-endpoints/{id}', {
  happy: async ({ own }) => {
    const { path } = await makeEndpoint(own)
    const response = await own.request('PATCH', path, { events: ['reply.sent'] })
    expect(await expectDocumented('PATCH /v1/webhook-endpoints/{id}', response)).toMatchObject({
      url: URL_OUTSIDE,
      events: ['reply.sent'],
      is_enabled: true,
    })
    await own.request('PATCH', path, { url: `${URL_OUTSIDE}?token=abc`, is_enabled: false })
    expect(await (await own.request('GET', path)).json()).toMatchObject({
      url: `${URL_OUTSIDE}?token=abc`,
      events: ['reply.sent'],
      is_enabled: false,
      disabled_reason: null,
    })
    const audit = await auditOf(own)
    const details = { is_enabled: false, is_url_changed: true }
    expect(audit).toContainEqual(expect.objectContaining({ action: 'webhook_endpoint.changed', details }))
    expect(JSON.stringify(audit)).not.toContain('token=abc')
  },
  invalid: async ({ own }) => {
    const { path } = await makeEndpoint(own)
    const response = await own.request('PATCH', path, { url: 'http://10.0.0.1/', events: ['reply.sent'] })
    expect([response.status, await pointersOf(response)]).toEqual([422, ['/url']])
    await expectDocumented('PATCH /v1/webhook-endpoints/{id}', response)
    expect(await (await own.request('GET', path)).json()).toMatchObject({ url: URL_OUTSIDE, events: [] })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { path } = await makeEndpoint(own)
    expect((await foreign.request('PATCH', path, { is_enabled: false })).status).toBe(404)
    expect(await (await own.request('GET', path)).json()).toMatchObject({ is_enabled: true })
  },
})

testRoute('DELETE /v1/webhook-endpoints/{id}', {
  happy: async ({ app, own }) => {
    const { endpoint } = await makeDelivery(app, own, 'delivered')
    await own.request('POST', `${endpoint.path}/test`)
    const response = await own.request('DELETE', endpoint.path)
    expect(response.status).toBe(204)
    await expectDocumented('DELETE /v1/webhook-endpoints/{id}', response)
    expect((await own.request('GET', endpoint.path)).status).toBe(404)
    expect(await owedTo(app, endpoint.id)).toEqual([])
    const deliveries = app.ctx.db.select().from(webhookDeliveries)
    expect(await deliveries.where(eq(webhookDeliveries.endpoint_id, endpoint.id))).toEqual([])
  },
  invalid: async ({ own }) => {
    const { path } = await makeEndpoint(own)
    await own.request('DELETE', path)
    const response = await own.request('DELETE', path)
    expect(response.status).toBe(404)
    await expectDocumented('DELETE /v1/webhook-endpoints/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { path } = await makeEndpoint(own)
    expect((await foreign.request('DELETE', path)).status).toBe(404)
    expect((await own.request('GET', path)).status).toBe(200)
  },
})

testRoute('POST /v1/webhook-endpoints/{id}/rotate-secret', {
  happy: async ({ app, own }) => {
    const endpoint = await makeEndpoint(own)
    const response = await own.request('POST', `${endpoint.path}/rotate-secret`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const operation = 'POST /v1/webhook-endpoints/{id}/rotate-secret'
    const body = (await expectDocumented(operation, response)) as Record<string, string>
    expect(body.secret).toMatch(/^whsec_/)
    expect(body.secret).not.toBe(endpoint.secret)
    const hours = (Date.parse(body.previous_secret_until!) - Date.now()) / 3600_000
    expect(hours).toBeGreaterThan(23.9)
    expect(hours).toBeLessThanOrEqual(24)
    const row = (await endpointRow(app, endpoint.id))!
    const open = (column: 'secret' | 'previous_secret') =>
      openSecret(app.ctx.keyring, endpointSecret(endpoint.id, column), row[column]!)
    expect(open('secret')).toBe(body.secret)
    expect(open('previous_secret')).toBe(endpoint.secret)
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', `${ENDPOINTS}/whe_none/rotate-secret`)
    expect(response.status).toBe(404)
    await expectDocumented('POST /v1/webhook-endpoints/{id}/rotate-secret', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const endpoint = await makeEndpoint(own)
    expect((await foreign.request('POST', `${endpoint.path}/rotate-secret`)).status).toBe(404)
    const { secret } = (await endpointRow(app, endpoint.id))!
    expect(openSecret(app.ctx.keyring, endpointSecret(endpoint.id, 'secret'), secret)).toBe(endpoint.secret)
  },
})
