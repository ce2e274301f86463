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
    for (const type of ['contact.blocked', 'contact.unblocked']) {
      const { data } = (await (await own.request('GET', `/v1/events?type=${type}`)).json()) as {
        data: { data: { contact_id: string } }[]
      }
      expect(
        data.map((event) => event.data.contact_id),
        type,
      ).toEqual([id])
    }
  },
  invalid: async ({ own }) => {
    const response = await own.request('PATCH', `/v1/contacts/${await makeContact(own)}`, {
      is_blocked: 'yes',
    })
    expect(response.status).toBe(422)
    await expectDocumented('PATCH /v1/contacts/{id}', response)
    // Two people who read the same: the second has to read again.
    const id = await makeContact(own)
    const read = await own.request('GET', `/v1/contacts/${id}`)
    const headers = { 'if-match': read.headers.get('etag')! }
    const patch = (attributes: object) => own.request('PATCH', `/v1/contacts/${id}`, { attributes }, headers)
    const first = await patch({ vip: true })
    expect(first.headers.get('etag')).toBe('"2"')
    const second = await patch({ vip: false })
    expect(second.status).toBe(412)
    await expectDocumented('PATCH /v1/contacts/{id}', second)
    expect(await (await own.request('GET', `/v1/contacts/${id}`)).json()).toMatchObject({
      attributes: { vip: true },
      revision: 2,
    })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeContact(own)
    expect((await foreign.request('PATCH', `/v1/contacts/${id}`, { is_blocked: true })).status).toBe(404)
    expect(await (await own.request('GET', `/v1/contacts/${id}`)).json()).toMatchObject({ is_blocked: false })
  },
})

const REVOKED = { purpose: 'all', status: 'revoked', source: 'phone', text: 'não liguem mais' }

testRoute('GET /v1/contacts/{id}/consents', {
  happy: async ({ own }) => {
    const id = await makeContact(own)
    await own.request('POST', `/v1/contacts/${id}/consents`, REVOKED)
    const response = await own.request('GET', `/v1/contacts/${id}/consents`)
    expect(await expectDocumented('GET /v1/contacts/{id}/consents', response)).toMatchObject({
      data: [{ ...REVOKED, contact_id: id, channel_id: 'shop', message_id: null }],
      next_cursor: null,
      state: { opted_out_at: expect.any(String), may_get_marketing: false },
    })
  },
  invalid: async ({ own }) => {
    const path = `/v1/contacts/${await makeContact(own)}/consents`
    const response = await own.request('GET', `${path}?cursor=none`)
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/contacts/{id}/consents', response)
    expect((await own.request('GET', '/v1/contacts/con_none/consents')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeContact(own)
    expect((await foreign.request('GET', `/v1/contacts/${id}/consents`)).status).toBe(404)
  },
})

testRoute('POST /v1/contacts/{id}/consents', {
  happy: async ({ own }) => {
    const id = await makeContact(own)
    const path = `/v1/contacts/${id}/consents`
    const response = await own.request('POST', path, REVOKED)
    expect(response.status).toBe(201)
    expect(await expectDocumented('POST /v1/contacts/{id}/consents', response)).toMatchObject(REVOKED)
    expect(await (await own.request('GET', `/v1/contacts/${id}`)).json()).toMatchObject({
      opted_out_at: expect.any(String),
    })
    // What was said before the opt-out takes nothing back.
    const earlier = { ...REVOKED, status: 'granted', at: '2020-01-01T00:00:00Z' }
    expect((await own.request('POST', path, earlier)).status).toBe(201)
    expect((await (await own.request('GET', `/v1/contacts/${id}`)).json()) as object).toMatchObject({
      opted_out_at: expect.any(String),
    })
    const { data } = (await (await own.request('GET', '/v1/audit-events')).json()) as { data: unknown[] }
    expect(data).toContainEqual(
      expect.objectContaining({
        action: 'consent.revoked',
        details: { contact_id: id, purpose: 'all', status: 'revoked', source: 'phone' },
      }),
    )
  },
  invalid: async ({ own }) => {
    const path = `/v1/contacts/${await makeContact(own)}/consents`
    for (const wrong of [
      { ...REVOKED, source: 'message' },
      { ...REVOKED, text: '' },
      { ...REVOKED, at: '2999-01-01T00:00:00Z' },
    ]) {
      const response = await own.request('POST', path, wrong)
      expect(response.status).toBe(422)
      await expectDocumented('POST /v1/contacts/{id}/consents', response)
    }
    const qa = await own.makeMember('qa')
    expect((await qa.request('POST', path, REVOKED)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeContact(own)
    expect((await foreign.request('POST', `/v1/contacts/${id}/consents`, REVOKED)).status).toBe(404)
    expect(await (await own.request('GET', `/v1/contacts/${id}`)).json()).toMatchObject({
      opted_out_at: null,
    })
  },
})

const IDENTITY = { channel_id: 'shop', external_id: 'ana' }
const resolveBody = (...identities: object[]) => ({ identities, name: 'Ana' })

testRoute('GET /v1/contacts', {
  happy: async ({ own }) => {
    const id = await makeContact(own)
    const response = await own.request('GET', '/v1/contacts?channel=shop')
    expect(await expectDocumented('GET /v1/contacts', response)).toMatchObject({
      data: [{ id, identities: [{ contact_id: id }] }],
      next_cursor: null,
    })
    expect(await (await own.request('GET', '/v1/contacts?channel=other')).json()).toMatchObject({ data: [] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/contacts?limit=0')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/contacts', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await makeContact(own)
    expect(await (await foreign.request('GET', '/v1/contacts')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/contacts/resolve', {
  happy: async ({ own }) => {
    await openChannel(own)
    const other = { channel_id: 'shop', external_id: 'ana-2' }
    const made = await own.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY))
    expect(made.status).toBe(201)
    const contact = (await expectDocumented('POST /v1/contacts/resolve', made)) as { id: string }
    expect(contact).toMatchObject({ name: 'Ana', external_id: 'ana' })
    const again = await own.request('POST', '/v1/contacts/resolve', resolveBody(other, IDENTITY))
    expect(again.status).toBe(200)
    expect(await again.json()).toMatchObject({ id: contact.id, identities: [IDENTITY, other] })
    const third = await own.request('POST', '/v1/contacts/resolve', resolveBody(other))
    expect(await third.json()).toMatchObject({ id: contact.id })
  },
  invalid: async ({ own }) => {
    const unknown = await own.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY))
    expect(unknown.status).toBe(422)
    expect(await expectDocumented('POST /v1/contacts/resolve', unknown)).toMatchObject({
      errors: [{ pointer: '/identities/0/channel_id' }],
    })
    await openChannel(own)
    const bia = { channel_id: 'shop', external_id: 'bia' }
    await own.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY))
    await own.request('POST', '/v1/contacts/resolve', resolveBody(bia))
    const several = await own.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY, bia))
    expect(several.status).toBe(409)
    await expectDocumented('POST /v1/contacts/resolve', several)
    const level1 = await own.makeMember('level_1')
    expect((await level1.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY))).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await openChannel(own)
    await openChannel(foreign)
    const ids = []
    for (const one of [own, foreign]) {
      const made = await one.request('POST', '/v1/contacts/resolve', resolveBody(IDENTITY))
      expect(made.status).toBe(201)
      ids.push(((await made.json()) as { id: string }).id)
    }
    expect(new Set(ids).size).toBe(2)
  },
})

/** Two contacts of a workspace. */
async function makePair(own: TestWorkspace): Promise<[string, string]> {
  await openChannel(own)
  const ids = []
  for (const external_id of ['ana', 'bia']) {
    const made = await own.request('POST', '/v1/contacts/resolve', resolveBody({ ...IDENTITY, external_id }))
    ids.push(((await made.json()) as { id: string }).id)
  }
  return [ids[0]!, ids[1]!]
}

testRoute('POST /v1/contacts/{id}/merge', {
  happy: async ({ own }) => {
    const [ana, bia] = await makePair(own)
    const response = await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })
    expect(await expectDocumented('POST /v1/contacts/{id}/merge', response)).toMatchObject({
      id: ana,
      identities: [{ contact_id: ana }, { contact_id: bia }],
    })
    const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string }[]
    }
    expect(data.map(({ type }) => type)).toContain('contact.merged')
    const audit = (await (await own.request('GET', '/v1/audit-events')).json()) as { data: unknown[] }
    expect(audit.data).toContainEqual(
      expect.objectContaining({ action: 'contact.merged', details: { other_id: bia } }),
    )
  },
  invalid: async ({ own }) => {
    const [ana, bia] = await makePair(own)
    const other = { contact_id: bia }
    const stale = await own.request('POST', `/v1/contacts/${ana}/merge`, other, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/contacts/{id}/merge', stale)
    const self = await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: ana })
    expect(self.status).toBe(409)
    await expectDocumented('POST /v1/contacts/{id}/merge', self)
    await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })
    expect((await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })).status).toBe(409)
    expect((await own.request('POST', `/v1/contacts/${bia}/merge`, { contact_id: ana })).status).toBe(409)
    expect((await own.request('POST', `/v1/contacts/${ana}/merge`, {})).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [ana, bia] = await makePair(own)
    const [caio] = await makePair(foreign)
    expect((await foreign.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })).status).toBe(404)
    expect((await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: caio })).status).toBe(404)
  },
})

testRoute('POST /v1/contacts/{id}/unmerge', {
  happy: async ({ own }) => {
    const [ana, bia] = await makePair(own)
    await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })
    const response = await own.request('POST', `/v1/contacts/${ana}/unmerge`, { contact_id: bia })
    expect(await expectDocumented('POST /v1/contacts/{id}/unmerge', response)).toMatchObject({
      id: bia,
      identities: [{ contact_id: bia }],
    })
  },
  invalid: async ({ own }) => {
    const [ana, bia] = await makePair(own)
    const response = await own.request('POST', `/v1/contacts/${ana}/unmerge`, { contact_id: bia })
    expect(response.status).toBe(409)
    await expectDocumented('POST /v1/contacts/{id}/unmerge', response)
    await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })
    // As it was read before the merge.
    const headers = { 'if-match': '"1"' }
    const stale = await own.request('POST', `/v1/contacts/${ana}/unmerge`, { contact_id: bia }, headers)
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/contacts/{id}/unmerge', stale)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [ana, bia] = await makePair(own)
    await own.request('POST', `/v1/contacts/${ana}/merge`, { contact_id: bia })
    expect((await foreign.request('POST', `/v1/contacts/${ana}/unmerge`, { contact_id: bia })).status).toBe(
      404,
    )
    expect(await (await own.request('GET', `/v1/contacts/${bia}`)).json()).toMatchObject({ id: ana })
  },
})
