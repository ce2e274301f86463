import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { completeNextRequest } from '../../src/privacy/complete-request.ts'
import type { PrivacyRequest } from '../../src/privacy/privacy-request.ts'
import { accept, decideMessage, messageBody, openChannel, putEntries } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { currentApp, given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

async function makeContact(own: TestWorkspace, text = 'cadê meu pedido?'): Promise<string> {
  const { thread_id } = await accept(
    own,
    messageBody(text, { contact: { external_id: '+55119', name: 'Ana' } }),
  )
  const thread = await own.request('GET', `/v1/threads/${thread_id}`)
  return ((await thread.json()) as { contact_id: string }).contact_id
}

async function makeRequest(own: TestWorkspace, kind: string, contact?: string): Promise<PrivacyRequest> {
  const body = { contact_id: contact ?? (await makeContact(own)), kind }
  const response = await own.request('POST', '/v1/privacy/requests', body)
  expect(response.status).toBe(201)
  return (await expectDocumented('POST /v1/privacy/requests', response)) as PrivacyRequest
}

const pathOf = (request: { id: string }, verb = '') => `/v1/privacy/requests/${request.id}${verb}`
const verify = (own: TestWorkspace, request: PrivacyRequest) =>
  own.request('POST', pathOf(request, '/verify'), { method: 'email_code' })
const PATCHED = '/v1/workspaces/'

testRoute('POST /v1/privacy/requests', {
  happy: async ({ own }) => {
    await own.request('PATCH', `${PATCHED}${own.id}`, { settings: { privacy_deadline_days: 2 } })
    const request = await makeRequest(own, 'delete')
    expect(request).toMatchObject({ state: 'received', deadline: 'due_soon', completed_at: null })
    const days = (Date.parse(request.due_at) - Date.parse(request.created_at)) / 86_400_000
    expect(days).toBe(2)
    expect(await makeRequest(own, 'access', request.contact_id)).toMatchObject({ kind: 'access' })
  },
  invalid: async ({ own }) => {
    const body = { contact_id: await makeContact(own), kind: 'forget' }
    expect((await own.request('POST', '/v1/privacy/requests', body)).status).toBe(422)
    const unknown = await own.request('POST', '/v1/privacy/requests', { contact_id: 'con_x', kind: 'access' })
    expect(unknown.status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const body = { contact_id: await makeContact(own), kind: 'delete' }
    expect((await foreign.request('POST', '/v1/privacy/requests', body)).status).toBe(404)
  },
})

testRoute('GET /v1/privacy/requests', {
  happy: async ({ own }) => {
    const open = await makeRequest(own, 'delete')
    const answered = await makeRequest(own, 'access', open.contact_id)
    await verify(own, answered)
    const read = async (query: string) => {
      const response = await own.request('GET', `/v1/privacy/requests${query}`)
      return (await expectDocumented('GET /v1/privacy/requests', response)) as { data: { id: string }[] }
    }
    expect((await read('')).data.map((row) => row.id)).toEqual([answered.id, open.id])
    expect((await read('?open=true')).data.map((row) => row.id)).toEqual([open.id])
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/privacy/requests?open=perhaps')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await makeRequest(own, 'delete')
    expect(await (await foreign.request('GET', '/v1/privacy/requests')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/privacy/requests/{id}', {
  happy: async ({ own }) => {
    const request = await makeRequest(own, 'delete')
    const response = await own.request('GET', pathOf(request))
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/privacy/requests/{id}', response)).toEqual(request)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/privacy/requests/prq_none')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    expect((await foreign.request('GET', pathOf(await makeRequest(own, 'delete')))).status).toBe(404)
  },
})

testRoute('POST /v1/privacy/requests/{id}/verify', {
  happy: async ({ own, app }) => {
    const request = await makeRequest(own, 'delete')
    const response = await verify(own, request)
    expect(await expectDocumented('POST /v1/privacy/requests/{id}/verify', response)).toMatchObject({
      state: 'verified',
      verified_method: 'email_code',
    })
    while (await completeNextRequest(app.ctx));
    const done = (await (await own.request('GET', pathOf(request))).json()) as PrivacyRequest
    expect(done).toMatchObject({ state: 'completed', deadline: 'met' })
    const contact = await own.request('GET', `/v1/contacts/${request.contact_id}`)
    expect(await contact.json()).toMatchObject({
      name: 'erased',
      external_id: `erased:${request.contact_id}`,
    })
    const types = ['contact.erased', 'privacy.request_completed']
    for (const type of types) {
      const events = (await (await own.request('GET', `/v1/events?type=${type}`)).json()) as {
        data: { data: { contact_id: string } }[]
      }
      expect(events.data.map((event) => event.data.contact_id)).toEqual([request.contact_id])
    }
  },
  invalid: async ({ own }) => {
    const request = await makeRequest(own, 'delete')
    expect((await own.request('POST', pathOf(request, '/verify'), { method: 'guess' })).status).toBe(422)
    const stale = await own.request(
      'POST',
      pathOf(request, '/verify'),
      { method: 'other' },
      { 'if-match': '"7"' },
    )
    expect(stale.status).toBe(412)
    await verify(own, request)
    expect((await verify(own, request)).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const request = await makeRequest(own, 'delete')
    expect((await verify(foreign, request)).status).toBe(404)
    expect(await (await own.request('GET', pathOf(request))).json()).toMatchObject({ state: 'received' })
  },
})

testRoute('POST /v1/privacy/requests/{id}/refuse', {
  happy: async ({ own }) => {
    const request = await makeRequest(own, 'delete')
    const response = await own.request('POST', pathOf(request, '/refuse'), { reason: 'withdrawn' })
    expect(await expectDocumented('POST /v1/privacy/requests/{id}/refuse', response)).toMatchObject({
      state: 'refused',
      refused_reason: 'withdrawn',
      deadline: 'met',
    })
    expect((await verify(own, request)).status).toBe(409)
  },
  invalid: async ({ own }) => {
    const request = await makeRequest(own, 'delete')
    expect((await own.request('POST', pathOf(request, '/refuse'), { reason: 'no' })).status).toBe(422)
    const headers = { 'if-match': '"2"' }
    const stale = await own.request('POST', pathOf(request, '/refuse'), { reason: 'unfounded' }, headers)
    expect(stale.status).toBe(412)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const request = await makeRequest(own, 'delete')
    const body = { reason: 'unfounded' }
    expect((await foreign.request('POST', pathOf(request, '/refuse'), body)).status).toBe(404)
  },
})

testRoute('GET /v1/privacy/requests/{id}/bundle', {
  happy: async ({ own }) => {
    const contact = await makeContact(own, '=cmd|"oi"; cadê?')
    await accept(own, messageBody('de outra pessoa', { contact: { external_id: 'rui', name: 'Rui' } }))
    const request = await makeRequest(own, 'access', contact)
    await verify(own, request)
    const response = await own.request('GET', pathOf(request, '/bundle'))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const text = (name: string) => new TextDecoder().decode(files[name])
    const bundle = JSON.parse(text('bundle.json')) as Record<string, Record<string, unknown>[]>
    expect(bundle.contacts).toMatchObject([{ id: contact, name: 'Ana', external_id: '+55119' }])
    expect(bundle.messages).toMatchObject([{ text: '=cmd|"oi"; cadê?' }])
    expect(bundle.events!.length).toBeGreaterThan(1)
    expect(text('bundle.json')).not.toContain('Rui')
    // A spreadsheet would run the formula.
    expect(text('messages.csv')).toContain(`"'=cmd|""oi""; cadê?"`)
    expect(text('contacts.csv')).toContain("'+55119")
    const audit = await own.request('GET', '/v1/audit-events?action=privacy_request.bundle_downloaded')
    expect(((await audit.json()) as { data: unknown[] }).data).toHaveLength(1)
  },
  invalid: async ({ own }) => {
    const access = await makeRequest(own, 'access')
    const response = await own.request('GET', pathOf(access, '/bundle'))
    expect(response.status).toBe(409)
    await expectDocumented('GET /v1/privacy/requests/{id}/bundle', response)
    const erasure = await makeRequest(own, 'delete', access.contact_id)
    expect((await own.request('GET', pathOf(erasure, '/bundle'))).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const request = await makeRequest(own, 'access')
    await verify(own, request)
    expect((await foreign.request('GET', pathOf(request, '/bundle'))).status).toBe(404)
  },
})

const HOLDS = '/v1/legal-holds'

testRoute('POST /v1/legal-holds', {
  happy: async ({ own }) => {
    const contact = await makeContact(own)
    const body = { subject: 'contact', subject_id: contact, reference: 'case 12' }
    const response = await own.request('POST', HOLDS, body)
    expect(response.status).toBe(201)
    expect(await expectDocumented('POST /v1/legal-holds', response)).toMatchObject({
      ...body,
      released_at: null,
    })
    expect((await own.request('POST', HOLDS, body)).status).toBe(409)
    expect((await verify(own, await makeRequest(own, 'delete', contact))).status).toBe(409)
    expect((await verify(own, await makeRequest(own, 'access', contact))).status).toBe(200)
  },
  invalid: async ({ own }) => {
    for (const body of [
      { subject: 'contact', reference: 'x' },
      { subject: 'workspace', subject_id: 'x', reference: 'x' },
      { subject: 'workspace' },
    ]) {
      expect((await own.request('POST', HOLDS, body)).status).toBe(422)
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const body = { subject: 'contact', subject_id: await makeContact(own), reference: 'x' }
    expect((await foreign.request('POST', HOLDS, body)).status).toBe(404)
  },
})

testRoute('GET /v1/legal-holds', {
  happy: async ({ own }) => {
    await own.request('POST', HOLDS, { subject: 'workspace', reference: 'x' })
    const response = await own.request('GET', HOLDS)
    expect(await expectDocumented('GET /v1/legal-holds', response)).toMatchObject({
      data: [{ subject: 'workspace', subject_id: own.id }],
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${HOLDS}?cursor=!`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('POST', HOLDS, { subject: 'workspace', reference: 'x' })
    expect(await (await foreign.request('GET', HOLDS)).json()).toMatchObject({ data: [] })
  },
})

testRoute('DELETE /v1/legal-holds/{id}', {
  happy: async ({ own }) => {
    const contact = await makeContact(own)
    const made = await own.request('POST', HOLDS, { subject: 'workspace', reference: 'x' })
    const { id } = (await made.json()) as { id: string }
    const request = await makeRequest(own, 'delete', contact)
    expect((await verify(own, request)).status).toBe(409)
    expect((await own.request('DELETE', `${HOLDS}/${id}`)).status).toBe(204)
    expect((await verify(own, request)).status).toBe(200)
  },
  invalid: async ({ own }) => {
    expect((await own.request('DELETE', `${HOLDS}/hold_none`)).status).toBe(404)
    const made = await own.request('POST', HOLDS, { subject: 'workspace', reference: 'x' })
    const { id } = (await made.json()) as { id: string }
    await own.request('DELETE', `${HOLDS}/${id}`)
    expect((await own.request('DELETE', `${HOLDS}/${id}`)).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const made = await own.request('POST', HOLDS, { subject: 'workspace', reference: 'x' })
    const { id } = (await made.json()) as { id: string }
    expect((await foreign.request('DELETE', `${HOLDS}/${id}`)).status).toBe(404)
  },
})

test('a hold that comes between the check of who asks and the erasing keeps the contact', async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  const request = await makeRequest(own, 'delete')
  await verify(own, request)
  await own.request('POST', HOLDS, { subject: 'contact', subject_id: request.contact_id, reference: 'x' })
  while (await completeNextRequest(app.ctx));
  expect(await (await own.request('GET', pathOf(request))).json()).toMatchObject({ state: 'verified' })
  const contact = await own.request('GET', `/v1/contacts/${request.contact_id}`)
  expect(await contact.json()).toMatchObject({ name: 'Ana', erased_at: null })
})

test('two processes answer one request once', async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  const request = await makeRequest(own, 'delete')
  await verify(own, request)
  await Promise.all([completeNextRequest(app.ctx), completeNextRequest(app.ctx)])
  const audit = await own.request('GET', `/v1/audit-events?subject_id=${request.contact_id}`)
  expect(((await audit.json()) as { data: unknown[] }).data).toHaveLength(1)
})

test('a draft that waited for review when its contact was erased is told to have expired', async () => {
  const { app, own } = await given()
  await openChannel(own, 'draft')
  await putEntries(own)
  const { draft, thread_id } = await decideMessage(app, own, 'Qual o horário de funcionamento?')
  const thread = (await (await own.request('GET', `/v1/threads/${thread_id}`)).json()) as {
    contact_id: string
  }
  await verify(own, await makeRequest(own, 'delete', thread.contact_id))
  while (await completeNextRequest(app.ctx));
  expect(await (await own.request('GET', `/v1/drafts/${draft!.id}`)).json()).toMatchObject({
    state: 'expired',
  })
  expect(await (await own.request('GET', '/v1/events?type=draft.expired')).json()).toMatchObject({
    data: [{ data: { draft_id: draft!.id, thread_id } }],
  })
})
