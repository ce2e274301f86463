import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { DEFAULT_SETTINGS } from '../access/workspace-settings.ts'
import type { Database } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { makeLogger } from '../logger.ts'
import { newRoutes } from './define-route.ts'
import { handleError } from './handle-error.ts'
import { replayAnswer } from './replay-answer.ts'

const HOUR_MS = 3600_000

let database: Database
let now = Date.parse('2026-03-01T12:00:00Z')
let calls = 0
let handle: () => Promise<Response>
let key = 0
beforeAll(async () => {
  database = await openTestDatabase()
  const times = { created_at: new Date(now), updated_at: new Date(now) }
  const row = (id: string) => ({ id, name: id, settings: DEFAULT_SETTINGS, ...times })
  await database.db.insert(workspaces).values([row('a'), row('b')])
})
afterAll(() => database.close())
beforeEach(() => {
  calls = 0
  key += 1
  handle = async () => Response.json({ calls }, { status: 201, headers: { location: '/v1/things/1' } })
})

/** Sends with this test's own key; every call of the handler is counted. */
async function send(
  body = '{"a":1}',
  given: { workspace?: string; method?: string; path?: string; key?: string } = {},
) {
  const app = newRoutes()
  app.onError(handleError(makeLogger('silent')))
  app.use(async (c, next) => {
    c.set('caller', { workspaceId: given.workspace ?? 'a', actor: { kind: 'api_key', id: 'key_1' } })
    await next()
  })
  app.use(replayAnswer({ db: database.db, clock: () => new Date(now) }))
  app.all('*', () => {
    calls += 1
    return handle()
  })
  return app.request(given.path ?? '/v1/things', {
    method: given.method ?? 'POST',
    body,
    headers: { 'idempotency-key': given.key ?? `key-${key}` },
  })
}

test('the same request again gets the first answer, and nothing is done twice', async () => {
  const first = await send()
  const again = await send()
  expect(calls).toBe(1)
  expect(again.status).toBe(201)
  expect(await again.text()).toBe(await first.text())
  expect(again.headers.get('location')).toBe('/v1/things/1')
  expect(again.headers.get('content-type')).toBe('application/json')
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(first.headers.get('idempotent-replayed')).toBeNull()
})

test.each([
  ['another body', '{"a":2}', {}],
  ['another path', '{"a":1}', { path: '/v1/others' }],
])('%s under the key is 422', async (_name, body, given) => {
  await send()
  const refused = await send(body, given)
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({ type: 'urn:recado:problem:idempotency_mismatch' })
  expect(calls).toBe(1)
})

test('a request whose first twin still runs is 409, and the first one’s answer is kept', async () => {
  const running = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  handle = async () => {
    started.resolve()
    await running.promise
    return Response.json({ done: true })
  }
  const first = send()
  await started.promise
  const second = await send()
  expect(second.status).toBe(409)
  expect(await second.json()).toMatchObject({ type: 'urn:recado:problem:idempotency_in_flight' })
  running.resolve()
  expect((await first).status).toBe(200)
  expect(await (await send()).json()).toEqual({ done: true })
  expect(calls).toBe(1)
})

test('a request that was cut off stands in the way for a minute', async () => {
  handle = () => new Promise(() => {})
  const cutOff = send()
  while (calls === 0) await new Promise((resolve) => setImmediate(resolve))
  handle = async () => Response.json({})
  now += 59_000
  expect((await send()).status).toBe(409)
  now += 2000
  expect((await send()).status).toBe(200)
  void cutOff
})

test('an answer of 5xx is not kept, and the request may be made again', async () => {
  handle = async () => {
    throw new Error('for once')
  }
  expect((await send()).status).toBe(500)
  handle = async () => Response.json({})
  expect((await send()).status).toBe(200)
  expect(calls).toBe(2)
})

test('an answer of 4xx is kept', async () => {
  handle = async () => {
    throw new AppError('conflict', 'already there')
  }
  expect((await send()).status).toBe(409)
  const again = await send()
  expect(again.status).toBe(409)
  expect(again.headers.get('content-type')).toBe('application/problem+json')
  expect(calls).toBe(1)
})

test('an answer that shows a secret is not kept, and not given again', async () => {
  handle = async () => Response.json({ key: 'rk_secret' }, { headers: { 'cache-control': 'no-store' } })
  await send()
  const again = await send()
  expect(again.status).toBe(409)
  expect(await again.text()).not.toContain('rk_secret')
  expect(calls).toBe(1)
  const rows = await database.db.query.idempotencyKeys.findMany()
  expect(JSON.stringify(rows)).not.toContain('rk_secret')
})

test('an answer is kept for 24 hours', async () => {
  await send()
  now += 24 * HOUR_MS
  await send()
  expect(calls).toBe(1)
  now += 1
  await send()
  expect(calls).toBe(2)
})

test('workspaces do not share their keys', async () => {
  await send()
  expect((await send('{"a":1}', { workspace: 'b' })).headers.get('idempotent-replayed')).toBeNull()
  expect(calls).toBe(2)
})

test('only a POST is replayed', async () => {
  await send('{}', { method: 'PUT' })
  await send('{}', { method: 'PUT' })
  expect(calls).toBe(2)
})

test('a key may have 255 characters', async () => {
  expect((await send('{}', { key: 'k'.repeat(255) })).status).toBe(201)
  expect((await send('{}', { key: 'k'.repeat(256) })).status).toBe(422)
})
