import { expect } from 'vitest'
import { drainTurns } from '../support/drain-turns.ts'
import { accept, decisionOf, messageBody, openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

async function makeContact(own: TestWorkspace, thread = 'contact'): Promise<string> {
  const body = messageBody('oi', {
    thread: { external_id: thread },
    contact: { external_id: 'ana', name: 'Ana' },
  })
  const { thread_id } = await accept(own, body)
  const response = await own.request('GET', `/v1/threads/${thread_id}`)
  return ((await response.json()) as { contact_id: string }).contact_id
}

testRoute('GET /v1/contacts/{id}', {
  happy: async ({ own }) => {
    const response = await own.request('GET', `/v1/contacts/${await makeContact(own)}`)
    expect(await expectDocumented('GET /v1/contacts/{id}', response)).toMatchObject({
      name: 'Ana',
      is_blocked: false,
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/contacts/con%00none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/contacts/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    expect((await foreign.request('GET', `/v1/contacts/${await makeContact(own)}`)).status).toBe(404)
  },
})

testRoute('PATCH /v1/contacts/{id}', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    const id = await makeContact(own)
    const change = { attributes: { customer: true }, is_blocked: true }
    const response = await own.request('PATCH', `/v1/contacts/${id}`, change)
    expect(await expectDocumented('PATCH /v1/contacts/{id}', response)).toMatchObject(change)
    const body = messageBody('oi de novo', {
      thread: { external_id: 'contact' },
      contact: { external_id: 'ana' },
    })
    const { message_id } = await accept(own, body)
    await drainTurns(app.ctx)
    expect(await decisionOf(own, message_id)).toMatchObject({
      route: 'hide',
      moderation: { action: 'block' },
    })
    const freed = await own.request('PATCH', `/v1/contacts/${id}`, { is_blocked: false })
    expect(await freed.json()).toMatchObject({ is_blocked: false, attributes: { customer: true } })
  },
  invalid: async ({ own }) => {
    const response = await own.request('PATCH', `/v1/contacts/${await makeContact(own)}`, {
      is_blocked: 'yes',
    })
    expect(response.status).toBe(422)
    await expectDocumented('PATCH /v1/contacts/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeContact(own)
    expect((await foreign.request('PATCH', `/v1/contacts/${id}`, { is_blocked: true })).status).toBe(404)
    expect(await (await own.request('GET', `/v1/contacts/${id}`)).json()).toMatchObject({ is_blocked: false })
  },
})
