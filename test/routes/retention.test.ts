import { expect, test } from 'vitest'
import type { RetentionPolicy } from '../../src/domain/retention.ts'
import type { RetentionPreview } from '../../src/privacy/preview-retention.ts'
import type { RetentionCertificate, RetentionRun } from '../../src/privacy/retention-run.ts'
import { takeRetentionBatch } from '../../src/privacy/take-retention-batch.ts'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const PATH = '/v1/retention-policy'
const DEFAULT = { active_days: 90, archive_days: 365 }
const put = (own: TestWorkspace, body: unknown, headers = {}) => own.request('PUT', PATH, body, headers)

async function readPolicy(own: TestWorkspace): Promise<RetentionPolicy> {
  return (await (await own.request('GET', PATH)).json()) as RetentionPolicy
}

/** A message that is old enough to go, and the run that takes it. */
async function runOnce(app: TestApp, own: TestWorkspace): Promise<void> {
  await accept(own, messageBody('oi'))
  const later = { ...app.ctx, clock: () => new Date(Date.now() + 500 * 24 * 3600_000) }
  expect((await own.request('POST', '/v1/retention-runs')).status).toBe(202)
  while ((await takeRetentionBatch(later)) !== null);
}

testRoute('GET /v1/retention-policy', {
  happy: async ({ own }) => {
    const response = await own.request('GET', PATH)
    expect(response.headers.get('etag')).toBe('"0"')
    expect(await expectDocumented('GET /v1/retention-policy', response)).toEqual({
      conversations: DEFAULT,
      contacts: DEFAULT,
      events: DEFAULT,
      audit: DEFAULT,
      version: 0,
      created_by: null,
      created_at: null,
    })
  },
  invalid: async ({ own }) => {
    const qa = await own.makeMember('qa')
    const refused = await qa.request('GET', PATH)
    expect(refused.status).toBe(403)
    await expectDocumented('GET /v1/retention-policy', refused)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await put(own, {})
    expect(await readPolicy(foreign)).toMatchObject({ version: 0 })
  },
})

testRoute('PUT /v1/retention-policy', {
  happy: async ({ own }) => {
    const document = { conversations: { active_days: 30 }, audit: { archive_days: null } }
    const response = await put(own, { ...document, events: { active_days: 20, archive_days: 40 } })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('PUT /v1/retention-policy', response)).toMatchObject({
      version: 1,
      conversations: { active_days: 30, archive_days: 365 },
      contacts: DEFAULT,
      audit: { active_days: 90, archive_days: null },
    })
    expect((await put(own, {}, { 'if-match': '"1"' })).status).toBe(200)
    const audit = await (await own.request('GET', '/v1/audit-events?action=retention.changed')).json()
    expect(audit).toMatchObject({
      data: [{ details: { events: DEFAULT } }, { details: { events: { active_days: 20 } } }],
    })
    const events = await (await own.request('GET', '/v1/events?type=retention.changed')).json()
    expect(events).toMatchObject({ data: [{ data: { version: 1 } }, { data: { version: 2 } }] })
  },
  invalid: async ({ own }) => {
    for (const [body, pointer] of [
      [{ contacts: { active_days: 5, archive_days: 5 } }, '/contacts'],
      [{ audit: { active_days: 0 } }, '/audit/active_days'],
      [{ events: { archive_days: 400 } }, '/events'],
      [{ events: { archive_days: null } }, '/events'],
      [{ messages: {} }, ''],
    ] as const) {
      const response = await put(own, body)
      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({ errors: [{ pointer }] })
    }
    await put(own, {})
    const stale = await put(own, {}, { 'if-match': '"0"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/retention-policy', stale)
    expect(await readPolicy(own)).toMatchObject({ version: 1 })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await put(foreign, {})
    await put(own, { contacts: { archive_days: null } })
    expect(await readPolicy(foreign)).toMatchObject({ version: 1, contacts: DEFAULT })
  },
})

testRoute('GET /v1/retention-policy/versions', {
  happy: async ({ own }) => {
    for (let i = 0; i < 3; i += 1) await put(own, {})
    const path = `${PATH}/versions?limit=2`
    const response = await own.request('GET', path)
    const page = (await expectDocumented('GET /v1/retention-policy/versions', response)) as {
      data: RetentionPolicy[]
      next_cursor: string
    }
    expect(page.data.map(({ version }) => version)).toEqual([3, 2])
    const rest = await (await own.request('GET', `${path}&cursor=${page.next_cursor}`)).json()
    expect(rest).toMatchObject({ data: [{ version: 1 }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${PATH}/versions?limit=0`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await put(own, {})
    expect(await (await foreign.request('GET', `${PATH}/versions`)).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/retention-policy/preview', {
  happy: async ({ own }) => {
    await accept(own, messageBody('oi'))
    const response = await own.request('POST', `${PATH}/preview`)
    const stored = (await expectDocumented('POST /v1/retention-policy/preview', response)) as RetentionPreview
    expect(stored.classes.map(({ class: name, tables }) => [name, tables.map(({ table }) => table)])).toEqual(
      [
        ['conversations', ['messages', 'drafts', 'threads']],
        ['contacts', ['contacts']],
        ['events', ['events']],
        ['audit', ['audit_entries']],
      ],
    )
    expect(stored.classes[0]!.tables[0]).toEqual({ table: 'messages', goes: 0, held: 0, oldest_at: null })
    const tried = await own.request('POST', `${PATH}/preview`, { audit: { archive_days: null } })
    const { classes } = (await tried.json()) as RetentionPreview
    expect(classes.at(-1)).toMatchObject({ class: 'audit', gone_before: null, tables: [] })
    expect(await readPolicy(own)).toMatchObject({ version: 0 })
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', `${PATH}/preview`, { audit: { active_days: 'many' } })
    expect(response.status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await accept(own, messageBody('oi'))
    const young = { active_days: 1, archive_days: 29 }
    const response = await foreign.request('POST', `${PATH}/preview`, { conversations: young, events: young })
    const { classes } = (await response.json()) as RetentionPreview
    expect(classes.flatMap(({ tables }) => tables.map(({ goes }) => goes))).toEqual([0, 0, 0, 0, 0, 0])
  },
})

testRoute('GET /v1/retention-runs', {
  happy: async ({ app, own }) => {
    await runOnce(app, own)
    const response = await own.request('GET', '/v1/retention-runs')
    const page = (await expectDocumented('GET /v1/retention-runs', response)) as { data: RetentionRun[] }
    expect(page.data).toMatchObject([
      { state: 'waiting', started_at: null },
      { state: 'completed', rows: { messages: 1, threads: 1, contacts: 1 } },
    ])
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/retention-runs?limit=many')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('POST', '/v1/retention-runs')
    expect(await (await foreign.request('GET', '/v1/retention-runs')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/retention-runs', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/retention-runs')
    const run = (await expectDocumented('POST /v1/retention-runs', response)) as RetentionRun
    expect(run).toMatchObject({ state: 'waiting', rows: {}, completed_at: null })
    expect(Date.parse(run.due_at)).toBeLessThanOrEqual(Date.now())
    const again = await own.request('POST', '/v1/retention-runs')
    expect(await again.json()).toMatchObject({ id: run.id })
  },
  invalid: async ({ own }) => {
    const manager = await own.makeMember('level_2')
    expect((await manager.request('POST', '/v1/retention-runs')).status).toBe(403)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await accept(own, messageBody('fica'))
    await runOnce(app, foreign)
    const { data } = (await (await own.request('GET', '/v1/threads')).json()) as { data: unknown[] }
    expect(data).toHaveLength(1)
  },
})

testRoute('GET /v1/retention-certificates', {
  happy: async ({ app, own }) => {
    await runOnce(app, own)
    const response = await own.request('GET', '/v1/retention-certificates?limit=1')
    const page = (await expectDocumented('GET /v1/retention-certificates', response)) as {
      data: RetentionCertificate[]
      next_cursor: string
    }
    expect(page.data).toMatchObject([{ class: 'audit', digest: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    const { run_id } = page.data[0]!
    const path = `/v1/retention-certificates?run_id=${run_id}&cursor=${page.next_cursor}`
    const rest = (await (await own.request('GET', path)).json()) as { data: RetentionCertificate[] }
    expect(rest.data.map(({ class: name }) => name)).toEqual([
      'events',
      'contacts',
      'conversations',
      'conversations',
    ])
    const none = await own.request('GET', '/v1/retention-certificates?run_id=ret_none')
    expect(await none.json()).toMatchObject({ data: [] })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/retention-certificates?cursor=%00')).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await runOnce(app, own)
    const response = await foreign.request('GET', '/v1/retention-certificates')
    expect(await response.json()).toMatchObject({ data: [] })
  },
})

test('a manager sets the policy and lets it run; whoever only answers does not', async () => {
  const { own } = await given()
  const manager = await own.makeMember('manager')
  expect((await manager.request('PUT', PATH, {})).status).toBe(200)
  expect((await manager.request('POST', '/v1/retention-runs')).status).toBe(202)
  const answering = await own.makeMember('level_1')
  expect((await answering.request('PUT', PATH, {})).status).toBe(403)
})
