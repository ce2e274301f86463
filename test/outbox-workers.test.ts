import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { outbox, webhookDeliveries } from '../src/db/schema.ts'
import { claimDeliveries, LEASE_MS } from '../src/outbox/claim-deliveries.ts'
import { recordAttempt } from '../src/outbox/record-attempt.ts'
import { runDeliverer } from '../src/outbox/run-deliverer.ts'
import { type OutboxBench, openOutboxBench } from './support/outbox-bench.ts'

let bench: OutboxBench
beforeAll(async () => {
  bench = await openOutboxBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.reset())

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ type: 'reply.sent', data: { reply_id: `drf_${n}` } }) as const)
const all = { limit: 10, exceptEndpointIds: [] }

/** A receiver's answer that waits until the test lets go. */
function holdAnswers() {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  return { release, answer: () => held.then(() => ({ status: 200 })) }
}

test('two deliverers at work send each event once', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  await bench.endpoint(workspace, receiver.url)
  await bench.endpoint(workspace, receiver.url)
  const ids = await bench.append(workspace, ...many(12))
  const deliverers = [runDeliverer(bench.ctx, 3), runDeliverer(bench.ctx, 3)]
  await receiver.waitFor(24)
  await Promise.all(deliverers.map((deliverer) => deliverer.stop()))
  expect(receiver.received.map((webhook) => webhook.id).sort()).toEqual([...ids, ...ids].sort())
  const owed = await bench.ctx.db.select().from(outbox).where(eq(outbox.workspace_id, workspace.id))
  expect(owed).toEqual([])
})

test('a delivery in hand is left alone until its lease ends, then taken over; the late one changes nothing', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  const endpoint = await bench.endpoint(workspace, receiver.url)
  receiver.answerWith(() => ({ status: 500 }))
  const [id] = await bench.append(workspace, { type: 'reply.sent', data: {} })
  const [abandoned] = await claimDeliveries(bench.ctx, all)
  expect(abandoned!.event.id).toBe(id)
  bench.advance(LEASE_MS - 1)
  expect(await bench.deliverDue()).toBe(0)
  bench.advance(1)
  expect(await bench.deliverDue()).toBe(1)
  expect(await recordAttempt(bench.ctx, abandoned!, { kind: 'delivered', status: 200 }, 1)).toBeNull()
  const owed = await bench.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpoint.id))
  expect(owed).toMatchObject([{ event_id: id, attempts: 1, lease_token: null }])
  const attempts = await bench.ctx.db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.endpoint_id, endpoint.id))
  expect(attempts).toMatchObject([{ attempt: 1, state: 'failed' }])
})

test('an endpoint that is slow to answer gets its share of deliveries and holds back no other', async () => {
  const workspace = await bench.test.makeWorkspace()
  const [slow, quick] = [await bench.receiver(), await bench.receiver()]
  const slowAnswers = holdAnswers()
  slow.answerWith(slowAnswers.answer)
  await bench.endpoint(workspace, slow.url)
  await bench.append(workspace, ...many(20))
  await bench.endpoint(workspace, quick.url)
  await bench.append(workspace, ...many(5))
  const deliverer = runDeliverer(bench.ctx, 2)
  await quick.waitFor(5)
  await slow.waitFor(2)
  expect(slow.received).toHaveLength(2)
  slowAnswers.release()
  await slow.waitFor(25)
  await deliverer.stop()
})

test('a claim takes one event of each endpoint, the most overdue first', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  const early = await bench.endpoint(workspace, receiver.url, ['reply.sent'])
  const late = await bench.endpoint(workspace, receiver.url, ['reply.failed'])
  await bench.append(workspace, ...many(3))
  bench.advance(1)
  await bench.append(workspace, { type: 'reply.failed', data: {} })
  const claimed = await claimDeliveries(bench.ctx, all)
  expect(claimed.map((owed) => owed.endpoint.id)).toEqual([early.id, late.id])
  const rest = await claimDeliveries(bench.ctx, { limit: 10, exceptEndpointIds: [early.id] })
  expect(rest).toEqual([])
  const one = await claimDeliveries(bench.ctx, { limit: 1, exceptEndpointIds: [] })
  expect(one.map((owed) => owed.endpoint.id)).toEqual([early.id])
})

test('stopping releases what has no answer yet, to be sent by the next process', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  const endpoint = await bench.endpoint(workspace, receiver.url)
  const answers = holdAnswers()
  receiver.answerWith(answers.answer)
  const [id] = await bench.append(workspace, { type: 'reply.sent', data: {} })
  const deliverer = runDeliverer(bench.ctx, 1, { drainMs: 10 })
  await receiver.waitFor(1)
  await deliverer.stop()
  answers.release()
  const owed = await bench.ctx.db.select().from(outbox).where(eq(outbox.endpoint_id, endpoint.id))
  expect(owed).toMatchObject([{ event_id: id, attempts: 0, lease_token: null }])
  await bench.deliverDue()
  expect(receiver.received.map((webhook) => webhook.id)).toEqual([id, id])
})

test('a woken deliverer does not wait for its next poll', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  await bench.endpoint(workspace, receiver.url)
  const deliverer = runDeliverer(bench.ctx, 1, { pollMs: 3600_000 })
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  deliverer.wake()
  await receiver.waitFor(1)
  await deliverer.stop()
  expect(receiver.received).toHaveLength(1)
})

test('an endpoint deleted while its event is on the way is no error', async () => {
  const workspace = await bench.test.makeWorkspace()
  const receiver = await bench.receiver()
  const endpoint = await bench.endpoint(workspace, receiver.url)
  await bench.append(workspace, { type: 'reply.sent', data: {} })
  const [owed] = await claimDeliveries(bench.ctx, all)
  await workspace.request('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)
  expect(await recordAttempt(bench.ctx, owed!, { kind: 'delivered', status: 200 }, 1)).toBeNull()
})
