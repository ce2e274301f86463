import { expect, test } from 'vitest'
import type { RoutingRules } from '../../src/domain/routing.ts'
import type { DryRun } from '../../src/pipeline/dry-run-routing.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const NO_RULES = { rules: [], otherwise: {} }

async function makeQueue(own: TestWorkspace, name: string): Promise<string> {
  const response = await own.request('POST', '/v1/queues', { name })
  return ((await response.json()) as { id: string }).id
}

async function readRules(own: TestWorkspace): Promise<RoutingRules> {
  return (await (await own.request('GET', '/v1/routing-rules')).json()) as RoutingRules
}

const vipRule = (queueId: string) => ({
  name: 'vip',
  when: { labels: { any: ['vip'] } },
  to: { queue_id: queueId, skills: ['B2B'], relax_skills_after_s: 600, priority: 'high', labels: ['vip'] },
})

testRoute('GET /v1/routing-rules', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/routing-rules')
    expect(response.headers.get('etag')).toBe('"0"')
    expect(await expectDocumented('GET /v1/routing-rules', response)).toMatchObject({
      version: 0,
      rules: [],
      created_by: null,
    })
  },
  invalid: async ({ own }) => {
    const level1 = await own.makeMember('level_1')
    const refused = await level1.request('GET', '/v1/routing-rules')
    expect(refused.status).toBe(403)
    await expectDocumented('GET /v1/routing-rules', refused)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/routing-rules', NO_RULES)
    expect(await readRules(foreign)).toMatchObject({ version: 0 })
  },
})

testRoute('PUT /v1/routing-rules', {
  happy: async ({ own }) => {
    const queueId = await makeQueue(own, 'vip')
    const response = await own.request('PUT', '/v1/routing-rules', { rules: [vipRule(queueId)] })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('PUT /v1/routing-rules', response)).toMatchObject({
      version: 1,
      rules: [{ name: 'vip', to: { queue_id: queueId, skills: ['b2b'] } }],
      otherwise: { skills: [], labels: [] },
    })
    const kept = { 'if-match': '"1"' }
    expect((await own.request('PUT', '/v1/routing-rules', NO_RULES, kept)).status).toBe(200)
    expect(await readRules(own)).toMatchObject({ version: 2, rules: [] })
    const audit = await (await own.request('GET', '/v1/audit-events?limit=1')).json()
    expect(audit).toMatchObject({ data: [{ action: 'routing.changed', details: { version: 2, rules: 0 } }] })
    const events = await (await own.request('GET', '/v1/events?type=routing.changed')).json()
    expect(events).toMatchObject({ data: [{ data: { version: 1, rules: 1 } }, { data: { version: 2 } }] })
  },
  invalid: async ({ app, own }) => {
    const foreign = await app.makeWorkspace()
    const elsewhere = await makeQueue(foreign, 'vip')
    const unknown = await own.request('PUT', '/v1/routing-rules', {
      rules: [vipRule(elsewhere), { name: 'cal', when: { calendar: { id: 'no', is: 'open' } }, to: {} }],
      otherwise: { queue_id: elsewhere },
    })
    expect(unknown.status).toBe(422)
    const body = (await expectDocumented('PUT /v1/routing-rules', unknown)) as {
      errors: { pointer: string }[]
    }
    expect(body.errors.map((error) => error.pointer)).toEqual([
      '/rules/0/to/queue_id',
      '/otherwise/queue_id',
      '/rules/1/when/calendar/id',
    ])
    const wrong = await own.request('PUT', '/v1/routing-rules', {
      rules: [{ name: 'x', when: { surfaces: ['fax'] }, to: {} }],
    })
    expect(wrong.status).toBe(422)
    await own.request('PUT', '/v1/routing-rules', NO_RULES)
    const stale = await own.request('PUT', '/v1/routing-rules', NO_RULES, { 'if-match': '"0"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/routing-rules', stale)
    const qa = await own.makeMember('qa')
    expect((await qa.request('PUT', '/v1/routing-rules', NO_RULES)).status).toBe(403)
    expect(await readRules(own)).toMatchObject({ version: 1 })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await foreign.request('PUT', '/v1/routing-rules', NO_RULES)
    await foreign.request('PUT', '/v1/routing-rules', NO_RULES)
    await own.request('PUT', '/v1/routing-rules', NO_RULES)
    expect(await readRules(own)).toMatchObject({ version: 1 })
    expect(await readRules(foreign)).toMatchObject({ version: 2 })
  },
})

testRoute('GET /v1/routing-rules/versions', {
  happy: async ({ own }) => {
    for (let i = 0; i < 3; i += 1) await own.request('PUT', '/v1/routing-rules', NO_RULES)
    const path = '/v1/routing-rules/versions?limit=2'
    const response = await own.request('GET', path)
    const page = (await expectDocumented('GET /v1/routing-rules/versions', response)) as {
      data: RoutingRules[]
      next_cursor: string
    }
    expect(page.data.map((rules) => rules.version)).toEqual([3, 2])
    const rest = (await (await own.request('GET', `${path}&cursor=${page.next_cursor}`)).json()) as {
      data: RoutingRules[]
    }
    expect(rest.data.map((rules) => rules.version)).toEqual([1])
  },
  invalid: async ({ own }) => {
    const cursor = Buffer.from('x').toString('base64url')
    const response = await own.request('GET', `/v1/routing-rules/versions?cursor=${cursor}`)
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/routing-rules/versions', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/routing-rules', NO_RULES)
    expect(await (await foreign.request('GET', '/v1/routing-rules/versions')).json()).toMatchObject({
      data: [],
    })
  },
})

async function dryRun(own: TestWorkspace, body: object): Promise<DryRun> {
  const response = await own.request('POST', '/v1/routing-rules/dry-run', body)
  expect(response.status).toBe(200)
  return (await expectDocumented('POST /v1/routing-rules/dry-run', response)) as DryRun
}

testRoute('POST /v1/routing-rules/dry-run', {
  happy: async ({ own }) => {
    const queueId = await makeQueue(own, 'vip')
    await own.request('PUT', '/v1/routing-rules', {
      rules: [
        { name: 'espanhol', when: { languages: ['es'] }, to: {} },
        vipRule(queueId),
        { name: 'todos', when: {}, to: {} },
      ],
    })
    const text = 'Quero falar com um atendente humano por favor'
    expect(await dryRun(own, { text, labels: ['vip'], attributes: { plan: 'gold' } })).toMatchObject({
      version: 1,
      rule: 'vip',
      queue: { id: queueId, name: 'vip' },
      skills: ['b2b'],
      relax_skills_after_s: 600,
      priority: 'high',
      facts: { language: 'pt', reasons: ['wants_human'] },
      trace: [
        { rule: 'espanhol', fired: false, failed: [{ condition: 'languages', wanted: ['es'], found: 'pt' }] },
        { rule: 'vip', fired: true, failed: [] },
      ],
    })
    expect(await dryRun(own, { text })).toMatchObject({ rule: 'todos', queue: { name: 'geral' } })
  },
  invalid: async ({ own }) => {
    const path = '/v1/routing-rules/dry-run'
    for (const body of [{}, { text: '' }, { text: 'oi', thread_id: 'thr_1' }]) {
      expect((await own.request('POST', path, body)).status).toBe(422)
    }
    const unknown = await own.request('POST', path, { text: 'oi', rules: { rules: [vipRule('que_none')] } })
    expect(unknown.status).toBe(422)
    expect(await expectDocumented('POST /v1/routing-rules/dry-run', unknown)).toMatchObject({
      errors: [{ pointer: '/rules/rules/0/to/queue_id' }],
    })
    expect((await own.request('POST', path, { thread_id: 'thr_none' })).status).toBe(404)
    const sales = await own.makeMember('sales')
    expect((await sales.request('POST', path, { text: 'oi' })).status).toBe(403)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await openChannel(own)
    const { thread_id } = await decideMessage(app, own, 'Quero falar com um atendente humano por favor')
    const stolen = await foreign.request('POST', '/v1/routing-rules/dry-run', { thread_id })
    expect(stolen.status).toBe(404)
  },
})

test('a dry run on a thread says what its next turn would do, by rules that hold and by others that are only tried', async () => {
  const { app, own } = await given()
  await openChannel(own)
  const { thread_id } = await decideMessage(app, own, 'Quero falar com um atendente humano por favor')
  const queueId = await makeQueue(own, 'pessoas')
  const rules = { rules: [{ name: 'p', when: { reasons: ['wants_human'] }, to: { queue_id: queueId } }] }
  expect(await dryRun(own, { thread_id })).toMatchObject({ version: 0, rule: null })
  expect(await dryRun(own, { thread_id, rules })).toMatchObject({
    version: null,
    rule: 'p',
    queue: { name: 'pessoas' },
    facts: { reasons: ['wants_human'], channel_kind: 'instagram' },
  })
  expect(await (await own.request('GET', `/v1/threads/${thread_id}`)).json()).not.toMatchObject({
    queue_id: queueId,
  })
})

test('a dry run tells the hour that was asked for', async () => {
  const { own } = await given()
  const hours = { from: '09:00', to: '18:00' }
  const rules = { rules: [{ name: 'aberto', when: { hours }, to: {} }] }
  const ruleAt = async (at: string) => (await dryRun(own, { text: 'oi', rules, at })).rule
  expect(await ruleAt('2026-03-02T09:00:00-03:00')).toBe('aberto')
  expect(await ruleAt('2026-03-02T18:00:00-03:00')).toBeNull()
})

test('a queue that rules name is not deleted', async () => {
  const { own } = await given()
  const queueId = await makeQueue(own, 'vip')
  await own.request('PUT', '/v1/routing-rules', { rules: [vipRule(queueId)] })
  expect((await own.request('DELETE', `/v1/queues/${queueId}`)).status).toBe(409)
  await own.request('PUT', '/v1/routing-rules', NO_RULES)
  expect((await own.request('DELETE', `/v1/queues/${queueId}`)).status).toBe(204)
})
