import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWorker } from '../src/pipeline/run-worker.ts'
import type { Worker } from '../src/work-until-stopped.ts'
import { messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp } from './support/start-test-app.ts'
import { expectDocumented } from './support/validate-response.ts'

let app: TestApp
let worker: Worker
beforeAll(async () => {
  let wake = () => {}
  app = await startTestApp({ wake: (what) => what === 'turns' && wake() })
  worker = runWorker(app.ctx, 2)
  wake = worker.wake
})
afterAll(async () => {
  await worker.stop()
  await app.close()
})

test('Prefer: wait answers with the decision as soon as it is recorded, exactly as it is read later', async () => {
  const shop = await app.makeWorkspace()
  await openChannel(shop)
  await putEntries(shop)
  const body = messageBody('Qual o horário de funcionamento?')
  const response = await shop.request('POST', '/v1/messages', body, { prefer: 'wait=20' })
  expect(response.status).toBe(200)
  expect(response.headers.get('preference-applied')).toBe('wait=20')
  const decision = (await expectDocumented('POST /v1/messages', response)) as {
    message_id: string
    route: string
  }
  expect(decision.route).toBe('auto_reply')
  const later = await shop.request('GET', `/v1/messages/${decision.message_id}/decision`)
  expect(await later.json()).toEqual(decision)
})

test('Prefer: wait answers 202 when the time runs out before the burst has settled', async () => {
  const shop = await app.makeWorkspace()
  await shop.request('PUT', '/v1/channels/shop', { kind: 'instagram', settle_ms: 30_000 })
  const response = await shop.request('POST', '/v1/messages', messageBody('oi'), { prefer: 'wait=1' })
  expect(response.status).toBe(202)
  expect(response.headers.get('preference-applied')).toBeNull()
  expect(response.headers.get('location')).toMatch(/^\/v1\/messages\/msg_\w+\/decision$/)
})
