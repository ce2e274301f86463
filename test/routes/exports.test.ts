import { parse } from 'csv-parse/sync'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { ExportDocument } from '../../src/domain/export.ts'
import { expireExports } from '../../src/privacy/change-export.ts'
import { countExportRows } from '../../src/privacy/read-export-rows.ts'
import type { Export } from '../../src/privacy/read-exports.ts'
import { makePerson, type Person } from '../support/make-person.ts'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { currentApp, given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const PATH = '/v1/exports'
const ASKED = { kind: 'messages', purpose: 'audit of the season' }
const FIRST = { 'if-match': '"1"' }
const PHONE = '+5511987650123'
const NAME = 'Teodora Quintanilha'
const WRITTEN = `Sou a ${NAME}, CPF 529.982.247-25: cadê meu pedido?`

const twoPeople = (own: TestWorkspace) => Promise.all([makePerson(own, 'Ana'), makePerson(own, 'Rui')])

async function ask(person: Person, over: Record<string, unknown> = {}): Promise<Export> {
  const response = await person.request('POST', PATH, { ...ASKED, ...over })
  expect(response.status).toBe(201)
  return (await response.json()) as Export
}

async function askAndApprove(ana: Person, rui: Person, over: Record<string, unknown> = {}): Promise<Export> {
  const { id } = await ask(ana, over)
  const approved = await rui.request('POST', `${PATH}/${id}/approve`, undefined, FIRST)
  expect(approved.status).toBe(200)
  return (await approved.json()) as Export
}

const write = (own: TestWorkspace, text = WRITTEN) =>
  accept(own, messageBody(text, { contact: { external_id: PHONE, name: NAME } }))

const download = (person: Pick<Person, 'request'>, { id }: { id: string }) =>
  person.request('GET', `${PATH}/${id}/download`)

async function actionsOf(own: TestWorkspace, id: string): Promise<string[]> {
  const response = await own.request('GET', `/v1/audit-events?subject_id=${id}`)
  const { data } = (await response.json()) as { data: { action: string }[] }
  return data.map(({ action }) => action).reverse()
}

testRoute('POST /v1/exports', {
  happy: async ({ own }) => {
    await write(own)
    const ana = await makePerson(own, 'Ana')
    const response = await ana.request('POST', PATH, ASKED)
    expect(response.headers.get('etag')).toBe('"1"')
    const made = (await expectDocumented('POST /v1/exports', response)) as Export
    expect(made).toMatchObject({
      state: 'requested',
      document: { ...ASKED, format: 'csv', personal_data: 'masked', with_archived: false },
      rows: 1,
      requested_by: ana.id,
      decided_by: null,
    })
    expect(response.headers.get('location')).toBe(`${PATH}/${made.id}`)
    const events = await (await own.request('GET', '/v1/events?type=export.requested')).json()
    expect(events).toMatchObject({ data: [{ data: { export_id: made.id, kind: 'messages', rows: 1 } }] })
  },
  invalid: async ({ own }) => {
    const ana = await makePerson(own, 'Ana')
    for (const body of [{ kind: 'messages' }, { ...ASKED, kind: 'secrets' }, { ...ASKED, limit: 5 }])
      expect((await ana.request('POST', PATH, body)).status).toBe(422)
    // A key that belongs to nobody is no person.
    expect((await own.request('POST', PATH, ASKED)).status).toBe(403)
    const level1 = await own.makeMember('level_1')
    expect((await level1.request('POST', PATH, ASKED)).status).toBe(403)
    const key = await own.makeKey(['exports:write'])
    const authorization = `Bearer ${key}`
    for (const over of [{ personal_data: 'shown' }, { with_archived: true }]) {
      const refused = await own.request('POST', PATH, { ...ASKED, ...over }, { authorization })
      expect(await refused.json()).toMatchObject({ detail: expect.stringMatching(/lacks/) })
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await write(own)
    const stranger = await makePerson(foreign, 'Eva')
    expect(await ask(stranger)).toMatchObject({ rows: 0 })
  },
})

testRoute('GET /v1/exports', {
  happy: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const waiting = await ask(ana)
    const approved = await askAndApprove(ana, rui)
    const response = await own.request('GET', PATH)
    const page = (await expectDocumented('GET /v1/exports', response)) as { data: Export[] }
    expect(page.data.map(({ id }) => id)).toEqual([approved.id, waiting.id])
    const open = await own.request('GET', `${PATH}?state=requested`)
    expect(await open.json()).toMatchObject({ data: [{ id: waiting.id }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${PATH}?state=lost`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await ask(await makePerson(own, 'Ana'))
    expect(await (await foreign.request('GET', PATH)).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/exports/{id}', {
  happy: async ({ own }) => {
    const made = await ask(await makePerson(own, 'Ana'))
    const response = await own.request('GET', `${PATH}/${made.id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/exports/{id}', response)).toEqual(made)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${PATH}/exp_none`)).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await ask(await makePerson(own, 'Ana'))
    expect((await foreign.request('GET', `${PATH}/${id}`)).status).toBe(404)
  },
})

testRoute('PUT /v1/exports/{id}', {
  happy: async ({ own }) => {
    await write(own)
    const [ana, rui] = await twoPeople(own)
    const { id } = await ask(ana)
    const response = await ana.request('PUT', `${PATH}/${id}`, { ...ASKED, kind: 'contacts' }, FIRST)
    expect(await expectDocumented('PUT /v1/exports/{id}', response)).toMatchObject({
      document: { kind: 'contacts' },
      revision: 2,
      rows: 1,
    })
    // Who read the earlier copy has not read this one.
    const late = await rui.request('POST', `${PATH}/${id}/approve`, undefined, FIRST)
    expect(late.status).toBe(412)
  },
  invalid: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await askAndApprove(ana, rui)
    const after = await ana.request('PUT', `${PATH}/${id}`, ASKED, { 'if-match': '"2"' })
    expect(after.status).toBe(409)
    await expectDocumented('PUT /v1/exports/{id}', after)
    const waiting = await ask(ana)
    expect((await ana.request('PUT', `${PATH}/${waiting.id}`, ASKED)).status).toBe(422)
    expect((await rui.request('PUT', `${PATH}/${waiting.id}`, ASKED, FIRST)).status).toBe(403)
    const stale = await ana.request('PUT', `${PATH}/${waiting.id}`, ASKED, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await ask(await makePerson(own, 'Ana'))
    const stranger = await makePerson(foreign, 'Eva')
    expect((await stranger.request('PUT', `${PATH}/${id}`, ASKED, FIRST)).status).toBe(404)
  },
})

testRoute('POST /v1/exports/{id}/approve', {
  happy: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await ask(ana)
    const response = await rui.request('POST', `${PATH}/${id}/approve`, undefined, FIRST)
    const approved = (await expectDocumented('POST /v1/exports/{id}/approve', response)) as Export
    expect(approved).toMatchObject({ state: 'approved', decided_by: rui.id, revision: 2 })
    expect(Date.parse(approved.expires_at) - Date.parse(approved.decided_at!)).toBe(24 * 3600_000)
    expect(await actionsOf(own, id)).toEqual(['export.requested', 'export.approved'])
  },
  invalid: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await ask(ana)
    const path = `${PATH}/${id}/approve`
    expect((await own.request('POST', path, undefined, FIRST)).status).toBe(403)
    expect((await rui.request('POST', path)).status).toBe(422)
    expect((await rui.request('POST', path, undefined, { 'if-match': '*' })).status).toBe(422)
    const both = await Promise.all([1, 2].map(() => rui.request('POST', path, undefined, FIRST)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await ask(await makePerson(own, 'Ana'))
    const stranger = await makePerson(foreign, 'Eva')
    expect((await stranger.request('POST', `${PATH}/${id}/approve`, undefined, FIRST)).status).toBe(404)
  },
})

testRoute('POST /v1/exports/{id}/reject', {
  happy: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await ask(ana)
    const response = await rui.request('POST', `${PATH}/${id}/reject`, { reason: 'not needed' }, FIRST)
    expect(await expectDocumented('POST /v1/exports/{id}/reject', response)).toMatchObject({
      state: 'rejected',
      decided_reason: 'not needed',
    })
    expect((await download(ana, { id })).status).toBe(409)
    expect(await actionsOf(own, id)).toEqual(['export.requested', 'export.rejected'])
  },
  invalid: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await ask(ana)
    expect((await rui.request('POST', `${PATH}/${id}/reject`, {}, FIRST)).status).toBe(422)
    expect((await ana.request('POST', `${PATH}/${id}/reject`, { reason: 'x' }, FIRST)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await ask(await makePerson(own, 'Ana'))
    const stranger = await makePerson(foreign, 'Eva')
    const refused = await stranger.request('POST', `${PATH}/${id}/reject`, { reason: 'x' }, FIRST)
    expect(refused.status).toBe(404)
  },
})

testRoute('GET /v1/exports/{id}/download', {
  happy: async ({ own }) => {
    await write(own)
    await write(own, '=HYPERLINK("http://x.example")')
    const [ana, rui] = await twoPeople(own)
    const made = await askAndApprove(ana, rui)
    const response = await download(ana, made)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const body = await response.text()
    const rows = parse(body, { columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(2)
    expect(rows[0]!.text).toMatch(/Sou a \[NAME_1\], CPF \[CPF_1\]: cadê meu pedido\?/)
    expect(rows[1]!.text).toMatch(/^'=HYPERLINK/)
    for (const secret of [NAME, 'Quintanilha', '529.982', PHONE]) expect(body).not.toContain(secret)
    expect(await actionsOf(own, made.id)).toEqual([
      'export.requested',
      'export.approved',
      'export.downloaded',
    ])
    const events = await (await own.request('GET', '/v1/events?type=export.downloaded')).json()
    expect(events).toMatchObject({ data: [{ data: { export_id: made.id, personal_data: 'masked' } }] })
    expect(await (await own.request('GET', `${PATH}/${made.id}`)).json()).toMatchObject({ downloads: 1 })
  },
  invalid: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const waiting = await ask(ana)
    const early = await download(ana, waiting)
    expect(early.status).toBe(409)
    await expectDocumented('GET /v1/exports/{id}/download', early)
    const made = await askAndApprove(ana, rui)
    // It is for whoever asked.
    expect((await download(rui, made)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [ana, rui] = await twoPeople(own)
    const made = await askAndApprove(ana, rui)
    expect((await download(await makePerson(foreign, 'Eva'), made)).status).toBe(404)
  },
})

test('nobody approves their own export, with whatever key', async () => {
  const { own } = await given()
  const ana = await makePerson(own, 'Ana')
  const { id } = await ask(ana)
  for (const key of [ana, await ana.withSecondKey()]) {
    const refused = await key.request('POST', `${PATH}/${id}/approve`, undefined, FIRST)
    expect(refused.status).toBe(403)
    await expectDocumented('POST /v1/exports/{id}/approve', refused)
  }
  expect((await download(ana, { id })).status).toBe(409)
})

test('shown as it was written, as JSON lines, of every kind', async () => {
  const { own } = await given()
  await write(own)
  const [ana, rui] = await twoPeople(own)
  const linesOf = async (over: Record<string, unknown>) => {
    const made = await askAndApprove(ana, rui, { format: 'jsonl', ...over })
    const response = await download(ana, made)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await response.text()).trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
  const shown = { personal_data: 'shown' }
  expect(await linesOf({ ...shown, kind: 'messages' })).toMatchObject([
    { text: WRITTEN, direction: 'inbound' },
  ])
  expect(await linesOf({ ...shown, kind: 'contacts' })).toMatchObject([{ external_id: PHONE, name: NAME }])
  const [contact] = await linesOf({ kind: 'contacts' })
  expect(contact).toMatchObject({ external_id: null, name: null, attributes: {}, is_blocked: false })
  expect(await linesOf({ kind: 'threads' })).toMatchObject([{ external_id: null, status: 'new' }])
  const none = await askAndApprove(ana, rui, { format: 'jsonl', until: '2020-01-01T00:00:00Z' })
  expect(none.rows).toBe(0)
  expect(await (await download(ana, none)).text()).toBe('')
})

test('more rows than fit a batch are all there, once', async () => {
  const { own, app } = await given()
  await write(own)
  const { db } = app.ctx
  const [first] = await db.select().from(contacts).where(eq(contacts.workspace_id, own.id))
  const more = Array.from({ length: 1200 }, (_, i) => ({
    ...first!,
    id: app.ctx.newId('con'),
    external_id: `c-${i}`,
  }))
  for (let at = 0; at < more.length; at += 400) await db.insert(contacts).values(more.slice(at, at + 400))
  const [ana, rui] = await twoPeople(own)
  const made = await askAndApprove(ana, rui, { kind: 'contacts' })
  const rows = parse(await (await download(ana, made)).text(), { columns: true }) as { id: string }[]
  expect(rows).toHaveLength(made.rows)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(1201)
})

test('a request that nobody answered and an export that nobody fetched run out, and say so', async () => {
  const { own } = await given()
  const [ana, rui] = await twoPeople(own)
  const waiting = await ask(ana)
  const approved = await askAndApprove(ana, rui)
  const { ctx } = currentApp()
  const after = (days: number) => ({ ...ctx, clock: () => new Date(Date.now() + days * 24 * 3600_000) })
  await expireExports(after(0.9))
  expect((await download(ana, approved)).status).toBe(200)
  await expireExports(after(1.1))
  expect((await download(ana, approved)).status).toBe(409)
  await expireExports(after(7.1))
  const late = await rui.request('POST', `${PATH}/${waiting.id}/approve`, undefined, { 'if-match': '"2"' })
  expect(late.status).toBe(409)
  for (const { id } of [waiting, approved]) expect((await actionsOf(own, id)).at(-1)).toBe('export.expired')
  const events = await (await own.request('GET', '/v1/events?type=export.expired')).json()
  expect(events).toMatchObject({
    data: [{ data: { export_id: approved.id } }, { data: { export_id: waiting.id } }],
  })
})

test('what is archived leaves only where the request says so', async () => {
  const { own, app } = await given()
  const { thread_id } = await write(own)
  const resolved = await own.request('POST', `/v1/threads/${thread_id}/resolve`, { reason: 'answered' })
  expect(resolved.status).toBe(200)
  const young = { active_days: 1 }
  const put = await own.request('PUT', '/v1/retention-policy', { conversations: young, events: young })
  expect(put.status).toBe(200)
  const later = { ...app.ctx, clock: () => new Date(Date.now() + 2 * 24 * 3600_000) }

  for (const kind of ['threads', 'messages']) {
    const count = (with_archived: boolean) =>
      countExportRows(later, own.id, ExportDocument.parse({ ...ASKED, kind, with_archived }))
    expect([kind, await count(false), await count(true)]).toEqual([kind, 0, 1])
  }
})
