import { expect } from 'vitest'
import { hideMessage } from '../support/hold-message.ts'
import { makePerson } from '../support/make-person.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

async function appeal(app: TestApp, own: TestWorkspace): Promise<{ id: string; message_id: string }> {
  const { decision } = await hideMessage(app, own)
  const body = { message_id: decision.message_id, statement: 'É o meu site mesmo' }
  const response = await own.request('POST', '/v1/appeals', body)
  expect(response.status).toBe(201)
  return (await response.json()) as { id: string; message_id: string }
}

testRoute('POST /v1/appeals', {
  happy: async ({ app, own }) => {
    const { decision, actionId } = await hideMessage(app, own)
    const statement = 'Sou a Luzia Prado, luzia.prado@example.com: é o meu site'
    const response = await own.request('POST', '/v1/appeals', { message_id: decision.message_id, statement })
    expect(await expectDocumented('POST /v1/appeals', response)).toMatchObject({
      state: 'open',
      statement: 'Sou a [NAME_1], [EMAIL_1]: é o meu site',
      moderation_decision_id: actionId,
    })
  },
  invalid: async ({ app, own }) => {
    const { message_id } = await appeal(app, own)
    const twice = await own.request('POST', '/v1/appeals', { message_id })
    expect(twice.status).toBe(409)
    await expectDocumented('POST /v1/appeals', twice)
    await openChannel(own)
    const shown = await decideMessage(app, own, 'Bom dia')
    expect((await own.request('POST', '/v1/appeals', { message_id: shown.message_id })).status).toBe(409)
    expect((await own.request('POST', '/v1/appeals', {})).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { decision } = await hideMessage(app, own)
    const body = { message_id: decision.message_id }
    expect((await foreign.request('POST', '/v1/appeals', body)).status).toBe(404)
  },
})

testRoute('GET /v1/appeals', {
  happy: async ({ app, own }) => {
    const { id } = await appeal(app, own)
    const response = await own.request('GET', '/v1/appeals?state=open')
    expect(await expectDocumented('GET /v1/appeals', response)).toMatchObject({
      data: [{ id, statement: 'É o meu site mesmo' }],
    })
    expect(await (await own.request('GET', '/v1/appeals?state=upheld')).json()).toMatchObject({ data: [] })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/appeals?state=eaten')).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await appeal(app, own)
    expect(await (await foreign.request('GET', '/v1/appeals')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/appeals/{id}/decision', {
  happy: async ({ app, own }) => {
    const { id } = await appeal(app, own)
    const ana = await makePerson(own, 'Ana')
    const body = { state: 'upheld', reason: 'é golpe' }
    const response = await ana.request('POST', `/v1/appeals/${id}/decision`, body)
    expect(await expectDocumented('POST /v1/appeals/{id}/decision', response)).toMatchObject({
      state: 'upheld',
      decided_by: ana.id,
    })
    expect((await ana.request('POST', `/v1/appeals/${id}/decision`, body)).status).toBe(409)
  },
  invalid: async ({ app, own }) => {
    const { id } = await appeal(app, own)
    const path = `/v1/appeals/${id}/decision`
    const nobody = await own.request('POST', path, { state: 'upheld', reason: 'x' })
    expect(nobody.status).toBe(403)
    await expectDocumented('POST /v1/appeals/{id}/decision', nobody)
    expect((await own.request('POST', path, { state: 'open', reason: 'x' })).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await appeal(app, own)
    const stranger = await makePerson(foreign, 'Eva')
    const response = await stranger.request('POST', `/v1/appeals/${id}/decision`, {
      state: 'upheld',
      reason: 'x',
    })
    expect(response.status).toBe(404)
  },
})
