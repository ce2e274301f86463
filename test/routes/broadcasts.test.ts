import { eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { checkBroadcast } from '../../src/broadcasts/check-broadcast.ts'
import { takeStep } from '../../src/broadcasts/take-step.ts'
import { broadcastRecipients, contacts } from '../../src/db/schema.ts'
import type { Broadcast, BroadcastReport } from '../../src/domain/broadcast.ts'
import { accept, messageBody, openChannel } from '../support/send-message.ts'
import { type ForeignCase, given, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

type Given = Pick<RouteCase, 'app' | 'own'>

const TEMPLATE = {
  name: 'news',
  language: 'pt',
  category: 'marketing',
  body: 'Oi {first_name|tudo bem}, chegou ração nova.',
  footer: 'Responda SAIR para não receber mais.',
  samples: { first_name: 'Ana' },
}
const CONSENT = { purpose: 'marketing', status: 'granted', source: 'web_form', text: 'Quero novidades' }

/** A template that one manager wrote and another approved. */
async function approveTemplate(own: RouteCase['own']): Promise<string> {
  const author = await own.makeMember('manager')
  const other = await own.makeMember('manager')
  const made = await author.request('POST', '/v1/templates', TEMPLATE)
  const { id } = (await made.json()) as { id: string }
  await author.request('POST', `/v1/templates/${id}/versions/1/submit`)
  expect((await other.request('POST', `/v1/templates/${id}/versions/1/approve`)).status).toBe(200)
  return id
}

/** A contact of the channel, who may have agreed to broadcasts. */
async function makeContact(own: RouteCase['own'], isAgreed: boolean): Promise<string> {
  const { thread_id } = await accept(own, messageBody('Oi'))
  const thread = (await (await own.request('GET', `/v1/threads/${thread_id}`)).json()) as {
    contact_id: string
  }
  if (isAgreed) {
    const said = await own.request('POST', `/v1/contacts/${thread.contact_id}/consents`, CONSENT)
    expect(said.ok).toBe(true)
  }
  return thread.contact_id
}

async function plan({ own }: Pick<Given, 'own'>, over: object = {}): Promise<Broadcast> {
  await openChannel(own)
  const template_id = await approveTemplate(own)
  const body = { name: 'Notícias', channel_id: 'shop', template_id, quiet_hours: null, ...over }
  const response = await own.request('POST', '/v1/broadcasts', body)
  expect(response.status).toBe(201)
  return (await expectDocumented('POST /v1/broadcasts', response)) as Broadcast
}

testRoute('POST /v1/broadcasts', {
  happy: async ({ own }) => {
    const broadcast = await plan({ own })
    expect(broadcast).toMatchObject({
      state: 'draft',
      plan: { pilot: { size: 100 }, per_minute: 60, quiet_hours: null },
      revision: 1,
    })
    const audit = await (await own.request('GET', '/v1/audit-events')).text()
    expect(audit).toContain('broadcast.created')
  },
  invalid: async ({ own }) => {
    const { plan: good } = await plan({ own })
    const post = (over: object) => own.request('POST', '/v1/broadcasts', { ...good, ...over })
    const waiting = await own.request('POST', '/v1/templates', { ...TEMPLATE, name: 'other' })
    const { id: unapproved } = (await waiting.json()) as { id: string }
    for (const [over, status] of [
      [{ per_minute: 0 }, 422],
      [{ quiet_hours: { from: '25:00', until: '08:00' } }, 422],
      [{ channel_id: 'unknown' }, 404],
      [{ template_id: 'unknown' }, 404],
      [{ template_id: unapproved }, 409],
    ] as const) {
      const response = await post(over)
      expect(response.status).toBe(status)
      await expectDocumented('POST /v1/broadcasts', response)
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { plan: theirs } = await plan({ own })
    await openChannel(foreign)
    // Another workspace's template is none.
    expect((await foreign.request('POST', '/v1/broadcasts', theirs)).status).toBe(404)
  },
})

testRoute('GET /v1/broadcasts', {
  happy: async ({ own }) => {
    const { id } = await plan({ own })
    const response = await own.request('GET', '/v1/broadcasts?limit=1')
    expect(await expectDocumented('GET /v1/broadcasts', response)).toMatchObject({ data: [{ id }] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/broadcasts?limit=0')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/broadcasts', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await plan({ own })
    expect(await (await foreign.request('GET', '/v1/broadcasts')).json()).toMatchObject({ data: [] })
  },
})

const refused = (method: string, name: string, body?: unknown) => ({
  invalid: async ({ own }: RouteCase) => {
    const response = await own.request(method, `/v1/broadcasts/unknown${name}`, body)
    expect(response.status).toBe(404)
    await expectDocumented(`${method} /v1/broadcasts/{id}${name}`, response)
  },
  foreignWorkspace: async ({ own, foreign }: ForeignCase) => {
    const { id } = await plan({ own })
    expect((await foreign.request(method, `/v1/broadcasts/${id}${name}`, body)).status).toBe(404)
  },
})

testRoute('GET /v1/broadcasts/{id}', {
  happy: async ({ own }) => {
    const broadcast = await plan({ own })
    const response = await own.request('GET', `/v1/broadcasts/${broadcast.id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/broadcasts/{id}', response)).toEqual(broadcast)
  },
  ...refused('GET', ''),
})

testRoute('GET /v1/broadcasts/{id}/check', {
  happy: async ({ own }) => {
    const { id } = await plan({ own }, { quiet_hours: { from: '00:00', until: '23:59' } })
    await makeContact(own, true)
    await makeContact(own, false)
    const response = await own.request('GET', `/v1/broadcasts/${id}/check`)
    expect(await expectDocumented('GET /v1/broadcasts/{id}/check', response)).toMatchObject({
      audience: 2,
      may_receive: 1,
      without_consent: 1,
      missing_variables: 0,
      minutes: 1,
      example: expect.stringContaining('chegou ração nova'),
    })
    const events = await (await own.request('GET', '/v1/events?limit=100')).text()
    expect(events).not.toContain('broadcast.message_requested')
  },
  ...refused('GET', '/check'),
})

/** Every step that is due now. */
async function settle({ app }: Pick<Given, 'app'>): Promise<void> {
  while (await takeStep(app.ctx));
}

testRoute('POST /v1/broadcasts/{id}/start', {
  happy: async ({ app, own }) => {
    const { id } = await plan({ own })
    const agreed = await makeContact(own, true)
    await makeContact(own, false)
    const response = await own.request('POST', `/v1/broadcasts/${id}/start`)
    expect(await expectDocumented('POST /v1/broadcasts/{id}/start', response)).toMatchObject({
      state: 'gathering',
      revision: 2,
    })
    await settle({ app })
    const { data } = (await (
      await own.request('GET', '/v1/events?limit=100&type=broadcast.message_requested')
    ).json()) as { data: { type: string; data: Record<string, unknown> }[] }
    const asked = data.filter(({ type }) => type === 'broadcast.message_requested')
    expect(asked.map((event) => event.data)).toMatchObject([
      {
        broadcast_id: id,
        contact_id: agreed,
        channel_id: 'shop',
        template: { name: 'news', version: 1, is_fallback: false },
        text: expect.stringContaining('SAIR'),
      },
    ])
  },
  invalid: async ({ own }) => {
    const { id } = await plan({ own })
    const begin = (headers = {}) => own.request('POST', `/v1/broadcasts/${id}/start`, undefined, headers)
    const stale = await begin({ 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/broadcasts/{id}/start', stale)
    // Who plans does not thereby send.
    const sales = await own.makeMember('sales')
    expect((await sales.request('POST', `/v1/broadcasts/${id}/start`)).status).toBe(403)
    expect((await begin()).status).toBe(200)
    const again = await begin()
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/broadcasts/{id}/start', again)
  },
  foreignWorkspace: refused('POST', '/start').foreignWorkspace,
})

testRoute('POST /v1/broadcasts/{id}/cancel', {
  happy: async ({ app, own }) => {
    const { id } = await plan({ own })
    await makeContact(own, true)
    await own.request('POST', `/v1/broadcasts/${id}/start`)
    const response = await own.request('POST', `/v1/broadcasts/${id}/cancel`)
    expect(await expectDocumented('POST /v1/broadcasts/{id}/cancel', response)).toMatchObject({
      state: 'cancelled',
    })
    await settle({ app })
    const events = await (await own.request('GET', '/v1/events?limit=100')).text()
    expect(events).not.toContain('broadcast.message_requested')
  },
  invalid: async ({ own }) => {
    const { id } = await plan({ own })
    const cancel = (headers = {}) => own.request('POST', `/v1/broadcasts/${id}/cancel`, undefined, headers)
    expect((await own.request('POST', `/v1/broadcasts/${id}/start`)).status).toBe(200)
    // As it was before it began.
    const stale = await cancel({ 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/broadcasts/{id}/cancel', stale)
    const sales = await own.makeMember('sales')
    expect((await sales.request('POST', `/v1/broadcasts/${id}/cancel`)).status).toBe(403)
    expect((await cancel({ 'if-match': '"2"' })).status).toBe(200)
    const again = await cancel()
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/broadcasts/{id}/cancel', again)
  },
  foreignWorkspace: refused('POST', '/cancel').foreignWorkspace,
})

const RESULTS = { results: [{ contact_id: 'con_unknown', status: 'sent' }] }

testRoute('POST /v1/broadcasts/{id}/results', {
  happy: async ({ app, own }) => {
    const { id } = await plan({ own })
    const contact_id = await makeContact(own, true)
    await own.request('POST', `/v1/broadcasts/${id}/start`)
    await settle({ app })
    const results = [
      { contact_id, status: 'sent' },
      { contact_id: 'con_unknown', status: 'sent' },
    ]
    const response = await own.request('POST', `/v1/broadcasts/${id}/results`, { results })
    expect(await expectDocumented('POST /v1/broadcasts/{id}/results', response)).toEqual({
      taken: 1,
      ignored: 1,
    })
    await settle({ app })
    expect(await (await own.request('GET', `/v1/broadcasts/${id}`)).json()).toMatchObject({ state: 'done' })
  },
  ...refused('POST', '/results', RESULTS),
})

testRoute('GET /v1/broadcasts/{id}/report', {
  happy: async ({ app, own }) => {
    const { id, plan: planned } = await plan({ own })
    const [first, second] = [await makeContact(own, true), await makeContact(own, true)]
    await own.request('POST', `/v1/broadcasts/${id}/start`)
    await settle({ app })
    await own.request('POST', `/v1/broadcasts/${id}/results`, {
      results: [
        { contact_id: first, status: 'sent' },
        { contact_id: second, status: 'failed', code: '131026' },
      ],
    })
    const response = await own.request('GET', `/v1/broadcasts/${id}/report`)
    const report = (await expectDocumented('GET /v1/broadcasts/{id}/report', response)) as BroadcastReport
    expect(report).toMatchObject({
      is_final: false,
      requested: 2,
      sent: 1,
      failed: 1,
      failures: [{ code: '131026', count: 1 }],
      opted_out: 0,
      replied: 0,
      sales: 0,
    })
    const contact = await own.request('GET', `/v1/contacts/${first}`)
    const { external_id } = (await contact.json()) as { external_id: string }
    await accept(own, messageBody('Tem para gatos?', { contact: { external_id } }))
    const usage = await own.request('GET', `/v1/templates/${planned.template_id}/usage`)
    expect(await usage.json()).toMatchObject({ data: [{ uses: 2, sent: 1, failed: 1, answered: 1 }] })
  },
  ...refused('GET', '/report'),
})

test('a message that was sent and turns out not to have arrived counts as failed, and one that a retry brought as sent', async () => {
  const { app, own } = await given()
  const { id, plan: planned } = await plan({ own })
  const contact_id = await makeContact(own, true)
  await own.request('POST', `/v1/broadcasts/${id}/start`)
  await settle({ app })
  const say = async (status: string, code: string | null = null) => {
    const results = [{ contact_id, status, code }]
    const said = await own.request('POST', `/v1/broadcasts/${id}/results`, { results })
    return ((await said.json()) as { taken: number }).taken
  }
  const report = async () => (await own.request('GET', `/v1/broadcasts/${id}/report`)).json()
  expect([await say('sent'), await say('sent'), await say('failed', '131026')]).toEqual([1, 0, 1])
  const failures = [{ code: '131026', count: 1 }]
  expect(await report()).toMatchObject({ requested: 1, sent: 0, failed: 1, failures })
  const usage = await own.request('GET', `/v1/templates/${planned.template_id}/usage`)
  expect(await usage.json()).toMatchObject({ data: [{ sent: 0, failed: 1 }] })
  expect([await say('sent'), await say('complained'), await say('failed')]).toEqual([1, 1, 0])
  expect(await report()).toMatchObject({ requested: 1, sent: 0, failed: 0, failures: [], complained: 1 })
})

test('a plan is checked with as many queries for many contacts as for one', async () => {
  const { app, own } = await given()
  const { id } = await plan({ own })
  const select = vi.spyOn(app.ctx.db, 'select')
  const countQueries = async () => {
    select.mockClear()
    const { may_receive } = await checkBroadcast(app.ctx, own.id, id)
    return { may_receive, reads: select.mock.calls.length }
  }
  await makeContact(own, true)
  const one = await countQueries()
  for (let i = 0; i < 4; i += 1) await makeContact(own, true)
  expect(await countQueries()).toEqual({ may_receive: 5, reads: one.reads })
  select.mockRestore()
})

test('a template that is retired meanwhile stops the broadcast', async () => {
  const { app, own } = await given()
  const { id, plan: planned } = await plan({ own })
  await makeContact(own, true)
  await own.request('POST', `/v1/broadcasts/${id}/start`)
  const manager = await own.makeMember('manager')
  expect((await manager.request('POST', `/v1/templates/${planned.template_id}/retire`)).ok).toBe(true)
  await settle({ app })
  expect(await (await own.request('GET', `/v1/broadcasts/${id}`)).json()).toMatchObject({
    state: 'stopped',
    stop_reason: 'template_not_approved',
  })
})

test("the platform's echo of a broadcast silences nobody", async () => {
  const { app, own } = await given()
  const { id } = await plan({ own })
  const contactId = await makeContact(own, true)
  await own.request('POST', `/v1/broadcasts/${id}/start`)
  await settle({ app })
  const [asked] = await app.ctx.db
    .select()
    .from(broadcastRecipients)
    .where(eq(broadcastRecipients.contact_id, contactId))
  const [contact] = await app.ctx.db.select().from(contacts).where(eq(contacts.id, contactId))
  const says = (text: string) =>
    accept(
      own,
      messageBody(text, {
        direction: 'outbound',
        contact: { external_id: contact!.external_id },
        thread: { external_id: 'echoes' },
      }),
    )
  const isSilenced = async (threadId: string) =>
    ((await (await own.request('GET', `/v1/threads/${threadId}`)).json()) as { is_ai_silenced: boolean })
      .is_ai_silenced
  const { thread_id } = await says(asked!.text!.replaceAll('\n', ' '))
  expect(await isSilenced(thread_id)).toBe(false)
  await says('Oi! Sou a Ana.')
  expect(await isSilenced(thread_id)).toBe(true)
})
