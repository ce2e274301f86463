import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../src/api/build-app.ts'
import type { Context } from '../src/context.ts'
import { newReadiness } from '../src/readiness.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'
import { withClassifier } from './support/with-classifier.ts'

let app: TestApp
let own: TestWorkspace
beforeAll(async () => {
  app = await startTestApp()
  own = await app.makeWorkspace()
})
afterAll(() => app.close())

/** A request with the workspace's key to an app whose context is changed. */
function send(change: Partial<Context>, path: string, init: RequestInit = {}) {
  const changed = buildApp({ ...app.ctx, ...change }, newReadiness())
  const headers = { authorization: `Bearer ${own.key}`, ...(init.headers as Record<string, string>) }
  return changed.request(path, { ...init, headers })
}

describe('problems', () => {
  test.each([
    ['GET', '/nothing', {}],
    ['DELETE', '/v1/nothing', { authorization: 'key' }],
    ['PATCH', '/v1/messages', { authorization: 'key' }],
  ])('%s %s, which does not exist, is problem+json', async (method, path, headers) => {
    const given = 'authorization' in headers ? { authorization: `Bearer ${own.key}` } : {}
    const response = await app.app.request(path, { method, headers: given })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const body = (await response.json()) as { request_id: string }
    expect(body).toEqual({
      type: 'urn:recado:problem:not_found',
      title: 'Not found',
      status: 404,
      detail: `There is nothing at ${method} ${path}`,
      instance: path,
      request_id: response.headers.get('x-request-id'),
      errors: [],
    })
    expect(body.request_id).toMatch(/^req_/)
  })

  test('an unexpected error is 500 and reveals nothing', async () => {
    const { models } = app.ctx
    const classify = () => Promise.reject(new Error('weights at /srv/secret are broken'))
    const broken = withClassifier(models, { ...models.classifiers.embedded, classify })
    const response = await send({ models: broken }, '/v1/classify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ text: 'oi' }] }),
    })
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toMatch(/secret|weights|\.ts/)
    expect(JSON.parse(text).request_id).toBe(response.headers.get('x-request-id'))
  })

  test('malformed JSON is 400, a wrong shape is 422 with pointers', async () => {
    const post = (body: string) =>
      app.app.request('/v1/classify', {
        method: 'POST',
        headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/json' },
        body,
      })
    expect((await post('{"items":')).status).toBe(400)
    const wrong = await post('{"items":[{"text":"a"},{"text":""},{"text":7}]}')
    expect(wrong.status).toBe(422)
    const { errors } = (await wrong.json()) as { errors: { pointer: string }[] }
    expect(errors.map((error) => error.pointer)).toEqual(['/items/1/text', '/items/2/text'])
  })
})

describe('keys', () => {
  test('a key without the scope is refused, with it the same request passes', async () => {
    const search = async (key: string) =>
      app.app.request('/v1/kb/search', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"query":"oi"}',
      })
    const refused = await search(await own.makeKey(['kb:write', 'classify']))
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ detail: 'This needs a key with the scope kb:read' })
    expect((await search(await own.makeKey(['kb:read']))).status).toBe(200)
  })

  test.each(['', 'Bearer', 'Bearer ', 'Basic KEY', 'KEY', 'Bearer KEY KEY', 'Bearer KEYx'])(
    'Authorization: “%s” is 401',
    async (template) => {
      const authorization = template.replaceAll('KEY', own.key)
      const response = await app.app.request('/v1/channels', { headers: { authorization } })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    },
  )
})

describe('limits', () => {
  test('hold for each key, and every answer shows them', async () => {
    const config = { ...app.ctx.config, requestsPerMinute: 2 }
    const limited = buildApp({ ...app.ctx, config }, newReadiness())
    const get = (key: string) =>
      limited.request('/v1/channels', { headers: { authorization: `Bearer ${key}` } })
    expect((await get(own.key)).headers.get('ratelimit')).toMatch(/^"default";r=1;t=\d+$/)
    expect((await get(own.key)).status).toBe(200)
    const refused = await get(own.key)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await get(await own.makeKey(['*']))).status).toBe(200)
  })

  test('a body of more than 2 MiB is 413, an import of as much is taken', async () => {
    const file = `question,answer\nAberto?,Sim\n${'\n'.repeat(2 * 1024 * 1024)}`
    const init = (type: string) => ({ method: 'POST', headers: { 'content-type': type }, body: file })
    const refused = await send({}, '/v1/messages', init('application/json'))
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    // What is left of the body is not read, so no other request can follow on the connection.
    expect(refused.headers.get('connection')).toBe('close')
    expect((await send({}, '/v1/kb/imports', init('text/csv'))).status).toBe(202)
  })
})

test('a new key is shown once: under its Idempotency-Key it is made once and not shown again', async () => {
  const make = () =>
    own.request('POST', '/v1/api-keys', { name: 'n', scopes: ['classify'] }, { 'idempotency-key': 'new-key' })
  const first = (await (await make()).json()) as { key: string; id: string }
  const again = await make()
  expect(again.status).toBe(409)
  expect(await again.text()).not.toContain(first.key)
  const { data } = (await (await own.request('GET', '/v1/api-keys?limit=100')).json()) as {
    data: { name: string }[]
  }
  expect(data.filter((key) => key.name === 'n')).toHaveLength(1)
})
