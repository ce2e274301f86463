import { expect } from 'vitest'
import { HELD, holdMessage } from '../support/hold-message.ts'
import { makePerson } from '../support/make-person.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('GET /v1/quarantine', {
  happy: async ({ app, own }) => {
    const { id } = (await holdMessage(app, own)).item
    const response = await own.request('GET', '/v1/quarantine')
    expect(await expectDocumented('GET /v1/quarantine', response)).toMatchObject({
      data: [
        {
          id,
          state: 'held',
          text: HELD,
          severity: 'high',
          rule: 'look_alike_link',
          guidance: {
            pt: expect.stringContaining('imita'),
            es: expect.stringContaining('imita'),
            en: expect.stringContaining('pretends'),
          },
        },
      ],
    })
    const text = `${HELD}. Sou a Luzia Prado, luzia.prado@example.com`
    const { item } = await holdMessage(app, own, {
      text,
      contact: { external_id: 'luzia', name: 'Luzia Prado' },
    })
    expect(item.text).toBe(`${HELD}. Sou a [NAME_1], [EMAIL_1]`)
    const reason = 'a Luzia Prado (luzia.prado@example.com) confirmou'
    const released = await own.request('POST', `/v1/quarantine/${item.id}/release`, { reason })
    expect(await released.json()).toMatchObject({
      text: item.text,
      decided_reason: 'a [NAME_1] ([EMAIL_1]) confirmou',
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

testRoute('POST /v1/quarantine/{id}/claim', {
  happy: async ({ app, own }) => {
    const { id } = (await holdMessage(app, own)).item
    const ana = await makePerson(own, 'Ana')
    const response = await ana.request('POST', `/v1/quarantine/${id}/claim`)
    expect(await expectDocumented('POST /v1/quarantine/{id}/claim', response)).toMatchObject({
      claimed_by: ana.id,
    })
    expect((await ana.request('POST', `/v1/quarantine/${id}/claim`)).status).toBe(200)
  },
  invalid: async ({ app, own }) => {
    const { id } = (await holdMessage(app, own)).item
    const [ana, rui] = [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
    await ana.request('POST', `/v1/quarantine/${id}/claim`)
    const taken = await rui.request('POST', `/v1/quarantine/${id}/claim`)
    expect(taken.status).toBe(409)
    await expectDocumented('POST /v1/quarantine/{id}/claim', taken)
    const decided = await rui.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })
    expect(await decided.json()).toMatchObject({ status: 409, type: 'urn:recado:problem:claim_lost' })
    expect((await ana.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })).status).toBe(200)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = (await holdMessage(app, own)).item
    expect((await foreign.request('POST', `/v1/quarantine/${id}/claim`)).status).toBe(404)
  },
})

testRoute('POST /v1/quarantine/{id}/release', {
  happy: async ({ app, own }) => {
    const { id } = (await holdMessage(app, own)).item
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
    const { id } = (await holdMessage(app, own)).item
    const response = await own.request('POST', `/v1/quarantine/${id}/release`, { reason: '' })
    expect(response.status).toBe(422)
    await own.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })
    const again = await own.request('POST', `/v1/quarantine/${id}/release`, { reason: 'ok' })
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/quarantine/{id}/release', again)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = (await holdMessage(app, own)).item
    expect((await foreign.request('POST', `/v1/quarantine/${id}/release`, { reason: 'x' })).status).toBe(404)
  },
})

testRoute('POST /v1/quarantine/{id}/confirm', {
  happy: async ({ app, own }) => {
    const { id } = (await holdMessage(app, own)).item
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
    const { id } = (await holdMessage(app, own)).item
    expect((await foreign.request('POST', `/v1/quarantine/${id}/confirm`, { reason: 'x' })).status).toBe(404)
  },
})
