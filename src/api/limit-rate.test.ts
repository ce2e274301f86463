import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeLogger } from '../logger.ts'
import { newRoutes } from './define-route.ts'
import { handleError } from './handle-error.ts'
import { limitRate } from './limit-rate.ts'

// The limiter keeps its own time.
beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') }))
afterEach(() => vi.useRealTimers())

/** An app that takes the key's id from a header. */
function openApp(perMinute: number) {
  const app = newRoutes()
  app.onError(handleError(makeLogger('silent')))
  app.use(async (c, next) => {
    c.set('keyId', c.req.header('x-key')!)
    await next()
  })
  app.use(limitRate(perMinute))
  app.get('/', (c) => c.text('ok'))
  return (key = 'a') => app.request('/', { headers: { 'x-key': key } })
}

test('each answer says the limit and what is left of it', async () => {
  const send = openApp(2)
  const first = await send()
  expect(first.headers.get('ratelimit-policy')).toBe('"default";q=2;w=60')
  expect(first.headers.get('ratelimit')).toBe('"default";r=1;t=60')
  expect(first.headers.get('retry-after')).toBeNull()
  vi.advanceTimersByTime(10_500)
  expect((await send()).headers.get('ratelimit')).toBe('"default";r=0;t=50')
})

test('one request too many is 429 and says when to come back', async () => {
  const send = openApp(2)
  await send()
  await send()
  vi.advanceTimersByTime(20_000)
  const refused = await send()
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('40')
  expect(refused.headers.get('ratelimit')).toBe('"default";r=0;t=40')
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await refused.json()).toMatchObject({ type: 'urn:recado:problem:rate_limited', status: 429 })
})

test('the next minute starts anew', async () => {
  const send = openApp(1)
  await send()
  expect((await send()).status).toBe(429)
  vi.advanceTimersByTime(60_001)
  expect((await send()).status).toBe(200)
})

test('keys do not share their limit', async () => {
  const send = openApp(1)
  expect((await send('a')).status).toBe(200)
  expect((await send('b')).status).toBe(200)
  expect((await send('a')).status).toBe(429)
})
