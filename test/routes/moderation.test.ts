import { expect } from 'vitest'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const SCAM =
  'PARABÉNS! Você ganhou um Pix de R$ 5.000! Clique agora em http://premio-gratis.example e receba seu prêmio HOJE!!!'

/** Holds a scam back, by a policy that acts on nothing without a person. */
async function holdMessage(app: TestApp, own: TestWorkspace): Promise<string> {
  await openChannel(own)
  const { document } = DEFAULT_POLICY
  const spam = { ...document.spam, dm: { review: null, act: 1 } }
  await own.request('POST', '/v1/policies', { ...document, spam })
  const decision = await decideMessage(app, own, SCAM)
  expect(decision).toMatchObject({ route: 'quarantine', category: 'spam', draft: null })
  const held = (await (await own.request('GET', '/v1/quarantine')).json()) as { data: { id: string }[] }
  return held.data[0]!.id
}

testRoute('GET /v1/quarantine', {
  happy: async ({ app, own }) => {
    const id = await holdMessage(app, own)
    const response = await own.request('GET', '/v1/quarantine')
    expect(await expectDocumented('GET /v1/quarantine', response)).toMatchObject({
      data: [{ id, state: 'held', text: SCAM, category: 'spam' }],
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/quarantine?state=eaten')).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await holdMessage(app, own)
    expect(await (await foreign.request('GET', '/v1/quarantine')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/quarantine/{id}/release', {
  happy: async ({ app, own }) => {
    const id = await holdMessage(app, own)
    const response = await own.request('POST', `/v1/quarantine/${id}/release`, {
      reason: 'cliente conhecido',
    })
    const item = (await expectDocumented('POST /v1/quarantine/{id}/release', response)) as {
      thread_id: string
    }
    expect(item).toMatchObject({ state: 'released', decided_reason: 'cliente conhecido' })
    const thread = await (await own.request('GET', `/v1/threads/${item.thread_id}`)).json()
    expect(thread).toMatchObject({ status: 'new', waiting_since: expect.any(String) })
  },
  invalid: async ({ app, own }) => {
    const id = await holdMessage(app, own)
    const response = await own.request('POST', `/v1/quarantine/${id}/release`, { reason: '' })
    expect(response.status).toBe(422)
    await own.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })
    const again = await own.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/quarantine/{id}/release', again)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const id = await holdMessage(app, own)
    expect((await foreign.request('POST', `/v1/quarantine/${id}/release`, { reason: 'x' })).status).toBe(404)
  },
})

testRoute('POST /v1/quarantine/{id}/confirm', {
  happy: async ({ app, own }) => {
    const id = await holdMessage(app, own)
    const response = await own.request('POST', `/v1/quarantine/${id}/confirm`, {
      reason: 'golpe',
      block: true,
    })
    expect(await expectDocumented('POST /v1/quarantine/{id}/confirm', response)).toMatchObject({
      state: 'confirmed',
    })
    const events = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string }[]
    }
    expect(events.data.map((event) => event.type)).toEqual(
      expect.arrayContaining(['message.moderation_decided', 'message.action_requested', 'contact.blocked']),
    )
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/quarantine/qrt_none/confirm', { reason: 'golpe' })
    expect(response.status).toBe(404)
    await expectDocumented('POST /v1/quarantine/{id}/confirm', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const id = await holdMessage(app, own)
    expect((await foreign.request('POST', `/v1/quarantine/${id}/confirm`, { reason: 'x' })).status).toBe(404)
  },
})
