import { and, eq } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { idempotencyKeys, outbox, webhookDeliveries } from '../src/db/schema.ts'
import type { Logger } from '../src/logger.ts'
import { deliverPending } from '../src/outbox/deliver-pending.ts'
import { openTransport } from '../src/outbox/open-transport.ts'
import { purgeExpired } from '../src/outbox/purge-expired.ts'
import { auditOf } from './support/endpoint-bench.ts'
import { type OutboxBench, openOutboxBench } from './support/outbox-bench.ts'
import type { ReceivedWebhook } from './support/webhook-receiver.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let bench: OutboxBench
beforeAll(async () => {
  bench = await openOutboxBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.reset())

const rowsOf = (endpointId: string) =>
  bench.ctx.db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.endpoint_id, endpointId))
    .orderBy(webhookDeliveries.attempt)
const owedTo = (endpointId: string) =>
  bench.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpointId))

async function setUp(events: string[] = []) {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  const endpoint = await bench.endpoint(workspace, receiver.url, events)
  return { workspace, receiver, endpoint }
}

test('an event is delivered once, signed so that the library accepts it', async () => {
  const { workspace, receiver, endpoint } = await setUp(['reply.sent'])
  const [id] = await bench.append(
    workspace,
    { type: 'reply.sent', data: { reply_id: 'drf_1' } },
    { type: 'message.received', data: {} },
  )
  await bench.deliverDue()
  await bench.deliverDue()
  expect(receiver.received.map((webhook) => webhook.id)).toEqual([id])
  const [webhook] = receiver.received
  expect(webhook!.verifies(endpoint.secret)).toBe(true)
  expect(webhook!.verifies(`whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false)
  expect(webhook!.payload).toEqual({
    type: 'reply.sent',
    timestamp: bench.ctx.clock().toISOString(),
    data: { reply_id: 'drf_1' },
  })
  expect(await rowsOf(endpoint.id)).toMatchObject([
    {
      event_id: id,
      attempt: 1,
      state: 'delivered',
      response_status: 204,
      error: null,
      next_attempt_at: null,
    },
  ])
  expect(await owedTo(endpoint.id)).toEqual([])
})

test('a receiver that fails gets the event again at the schedule, under the same id', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: receiver.received.length < 3 ? 500 : 200 }))
  const [id] = await bench.append(workspace, { type: 'reply.sent', data: {} })
  expect(await bench.deliverDue()).toBe(1)
  bench.advance(5 * SECOND - 1)
  expect(await bench.deliverDue()).toBe(0)
  bench.advance(1)
  expect(await bench.deliverDue()).toBe(1)
  bench.advance(5 * MINUTE - 1)
  expect(await bench.deliverDue()).toBe(0)
  bench.advance(1)
  expect(await bench.deliverDue()).toBe(1)
  bench.advance(30 * DAY)
  expect(await bench.deliverDue()).toBe(0)
  expect(receiver.received.map((webhook) => webhook.id)).toEqual([id, id, id])
  expect(await rowsOf(endpoint.id)).toMatchObject([
    { attempt: 1, state: 'failed', response_status: 500, error: 'status_refused' },
    { attempt: 2, state: 'failed', response_status: 500, error: 'status_refused' },
    { attempt: 3, state: 'delivered', response_status: 200, error: null },
  ])
})

test('after the tenth failed attempt an event is given up', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: 503 }))
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  const startedAt = bench.ctx.clock().getTime()
  for (const ms of [
    0,
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    DAY,
  ]) {
    bench.advance(ms)
    expect(await bench.deliverDue()).toBe(1)
  }
  const rows = await rowsOf(endpoint.id)
  expect(rows.map((row) => row.state)).toEqual([...Array(9).fill('failed'), 'given_up'])
  expect(rows.at(-1)!.created_at.getTime() - startedAt).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND)
  bench.advance(30 * DAY)
  expect(await bench.deliverDue()).toBe(0)
})

test('Retry-After puts the next attempt off', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: 429, headers: { 'retry-after': '600' } }))
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  const [row] = await rowsOf(endpoint.id)
  expect(row!.next_attempt_at!.getTime() - row!.created_at.getTime()).toBe(600 * SECOND)
})

test('410 disables the endpoint with a reason, and what it was owed comes once it is enabled again', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: 410 }))
  const [id] = await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  const path = `/v1/webhook-endpoints/${endpoint.id}`
  expect(await (await workspace.request('GET', path)).json()).toMatchObject({
    is_enabled: false,
    disabled_reason: 'gone',
  })
  await bench.append(workspace, { type: 'reply.failed', data: {} })
  bench.advance(DAY)
  expect(await bench.deliverDue()).toBe(0)
  expect(await auditOf(workspace)).toContainEqual(
    expect.objectContaining({
      action: 'webhook_endpoint.disabled',
      subject_id: endpoint.id,
      actor: { kind: 'system', id: 'deliverer' },
    }),
  )
  receiver.answerWith(() => ({ status: 200 }))
  const enabled = await workspace.request('PATCH', path, { is_enabled: true })
  expect(await enabled.json()).toMatchObject({ is_enabled: true, disabled_reason: null })
  await bench.deliverDue()
  expect(receiver.received.map((webhook) => webhook.id)).toEqual([id, id])
})

test('a redirect is refused and not followed', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: 307, headers: { location: '/elsewhere' } }))
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  expect(receiver.received.map((webhook) => webhook.path)).toEqual(['/hook'])
  expect(await rowsOf(endpoint.id)).toMatchObject([
    { state: 'failed', response_status: 307, error: 'redirect_refused' },
  ])
})

test('a receiver that does not answer in time, and one that is not there, fail with their own codes', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const { promise: hanging, resolve: release } = Promise.withResolvers<void>()
  receiver.answerWith(() => hanging.then(() => ({ status: 200 })))
  const impatient = openTransport({ allowsPrivate: true, timeoutMs: 50 })
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue(impatient)
  release()
  await receiver.close()
  bench.advance(5 * SECOND)
  await bench.deliverDue(impatient)
  await impatient.close()
  expect(await rowsOf(endpoint.id)).toMatchObject([
    { state: 'failed', response_status: null, error: 'timeout' },
    { state: 'failed', response_status: null, error: 'connect_failed' },
  ])
})

test('after a rotation the old secret signs beside the new one for a day', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const response = await workspace.request('POST', `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`)
  const { secret } = (await response.json()) as { secret: string }
  expect(secret).not.toBe(endpoint.secret)
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  expect(receiver.received[0]!.verifies(secret)).toBe(true)
  expect(receiver.received[0]!.verifies(endpoint.secret)).toBe(true)
  bench.advance(DAY)
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  expect(receiver.received[1]!.headers['webhook-signature']).toBe(signature(receiver.received[1]!, secret))
})

/** What the library signs for the time that the webhook names, which is not the machine's. */
function signature({ id, headers, body }: ReceivedWebhook, secret: string): string {
  return new Webhook(secret).sign(id, new Date(Number(headers['webhook-timestamp']) * 1000), body)
}

test('a redelivery has the same webhook-id and body', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  await bench.append(workspace, { type: 'reply.sent', data: { reply_id: 'drf_1' } })
  await bench.deliverDue()
  const [delivery] = await rowsOf(endpoint.id)
  bench.advance(MINUTE)
  const path = `/v1/webhook-endpoints/${endpoint.id}/deliveries/${delivery!.id}/redeliver`
  expect((await workspace.request('POST', path)).status).toBe(202)
  await bench.deliverDue()
  const [first, second] = receiver.received
  expect(second!.id).toBe(first!.id)
  expect(second!.body).toBe(first!.body)
  expect(second!.verifies(endpoint.secret)).toBe(true)
})

test('an event that waits for its next attempt is redelivered now', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  receiver.answerWith(() => ({ status: 500 }))
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  const [delivery] = await rowsOf(endpoint.id)
  await workspace.request('POST', `/v1/webhook-endpoints/${endpoint.id}/deliveries/${delivery!.id}/redeliver`)
  expect(await bench.deliverDue()).toBe(1)
  expect((await rowsOf(endpoint.id)).map((row) => row.attempt)).toEqual([1, 2])
})

test('a test event goes to its endpoint alone, whatever that asked for', async () => {
  const { workspace, receiver, endpoint } = await setUp(['reply.sent'])
  const other = await bench.receiver()
  await bench.endpoint(workspace, other.url)
  const response = await workspace.request('POST', `/v1/webhook-endpoints/${endpoint.id}/test`)
  const { event_id } = (await response.json()) as { event_id: string }
  await bench.deliverDue()
  expect(receiver.received.map((webhook) => [webhook.id, webhook.payload.type])).toEqual([
    [event_id, 'webhook.test'],
  ])
  expect(other.received).toEqual([])
})

test('data of 20 kB or more is cut to its ids, and stands in the feed in full', async () => {
  const { workspace, receiver } = await setUp()
  const data = { reply_id: 'drf_1', contact_id: 'con_1', message_ids: ['msg_1'], text: 'ã'.repeat(10_000) }
  await bench.append(workspace, { type: 'reply.requested', data })
  await bench.deliverDue()
  const [webhook] = receiver.received
  const ids = { reply_id: 'drf_1', contact_id: 'con_1', message_ids: ['msg_1'] }
  expect(webhook!.payload.data).toEqual({ ...ids, truncated: true })
  const feed = await (await workspace.request('GET', '/v1/events?type=reply.requested')).json()
  expect(feed.data[0].data).toEqual(data)
})

test('logs and deliveries hold no secret, no URL, no text and nothing of an answer', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const lines: unknown[] = []
  const note = (...parts: unknown[]) => void lines.push(parts)
  const logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger
  receiver.answerWith(() => ({ status: 500, body: 'corpo-da-resposta' }))
  await bench.append(workspace, {
    type: 'reply.requested',
    data: { contact_id: 'con_1', text: 'texto-do-cliente' },
  })
  const limits = { limit: 1, exceptEndpointIds: [] }
  const started = await deliverPending({ ...bench.ctx, logger }, bench.transport, limits)
  await Promise.all(started.map(({ done }) => done))
  expect(lines).toHaveLength(1)
  const kept = JSON.stringify([lines, await rowsOf(endpoint.id)])
  for (const word of [endpoint.secret, receiver.url, 'texto-do-cliente', 'corpo-da-resposta']) {
    expect(kept).not.toContain(word)
  }
})

test('deliveries go after 30 days, kept answers after a day, and younger ones stay', async () => {
  const { workspace, endpoint } = await setUp()
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  await bench.deliverDue()
  await workspace.request('POST', `/v1/webhook-endpoints/${endpoint.id}/test`, undefined, {
    'idempotency-key': 'once',
  })
  const keys = () =>
    bench.ctx.db
      .select()
      .from(idempotencyKeys)
      .where(and(eq(idempotencyKeys.workspace_id, workspace.id)))
  bench.advance(DAY)
  await purgeExpired(bench.ctx)
  expect(await keys()).toHaveLength(1)
  bench.advance(1)
  await purgeExpired(bench.ctx)
  expect(await keys()).toHaveLength(0)
  expect(await rowsOf(endpoint.id)).toHaveLength(1)
  bench.advance(29 * DAY)
  await purgeExpired(bench.ctx)
  expect(await rowsOf(endpoint.id)).toHaveLength(0)
})
