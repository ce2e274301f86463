import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import type { PolicyVersion } from '../../src/moderation/read-policies.ts'
import { readDocuments } from '../../src/moderation/read-policy.ts'
import { makePerson, type Person } from '../support/make-person.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

const app = useTestApp()

const { document: BUILT_IN } = DEFAULT_POLICY

async function propose(by: Pick<TestWorkspace, 'request'>, over: object = {}): Promise<PolicyVersion> {
  const response = await by.request('POST', '/v1/policies', { ...BUILT_IN, ...over })
  expect(response.status).toBe(201)
  return (await response.json()) as PolicyVersion
}

/** A workspace whose policy changes need a second person, with two people. */
async function twoPeople(own: TestWorkspace): Promise<[Person, Person]> {
  await propose(own, { needs_second_person: true })
  return [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
}

testRoute('GET /v1/policies', {
  happy: async ({ own }) => {
    const first = await propose(own)
    const second = await propose(own)
    const page = await own.request('GET', '/v1/policies?limit=1')
    expect(await expectDocumented('GET /v1/policies', page)).toMatchObject({ data: [{ id: second.id }] })
    const { next_cursor } = (await page.json()) as { next_cursor: string }
    const rest = await own.request('GET', `/v1/policies?cursor=${next_cursor}&state=active`)
    expect(await rest.json()).toMatchObject({ data: [{ id: first.id }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/policies?state=eaten')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await propose(own)
    expect(await (await foreign.request('GET', '/v1/policies')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/policies/{id}', {
  happy: async ({ own }) => {
    const builtIn = await own.request('GET', '/v1/policies/active')
    expect(await expectDocumented('GET /v1/policies/{id}', builtIn)).toMatchObject(DEFAULT_POLICY)
    const { id } = await propose(own, { guidance: 'nossa' })
    for (const path of [id, 'active']) {
      const read = await own.request('GET', `/v1/policies/${path}`)
      expect(await read.json()).toMatchObject({ id, document: { guidance: 'nossa' } })
    }
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/policies/pol_none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/policies/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await propose(own)
    expect((await foreign.request('GET', `/v1/policies/${id}`)).status).toBe(404)
  },
})

testRoute('POST /v1/policies', {
  happy: async ({ app, own }) => {
    const response = await own.request('POST', '/v1/policies', {
      ...BUILT_IN,
      protect_known_customers: false,
    })
    const stored = (await expectDocumented('POST /v1/policies', response)) as PolicyVersion
    expect(stored).toMatchObject({ state: 'active', document: { protect_known_customers: false } })
    await openChannel(own)
    expect((await decideMessage(app, own, 'Oi')).versions.policy).toBe(stored.version)
  },
  invalid: async ({ own }) => {
    const spam = { ...BUILT_IN.spam, dm: { review: 2, act: 1 } }
    const response = await own.request('POST', '/v1/policies', { ...BUILT_IN, spam })
    expect(response.status).toBe(422)
    expect(await expectDocumented('POST /v1/policies', response)).toMatchObject({
      errors: [{ pointer: '/spam/dm/review' }],
    })
    const rules = [{ id: 'vip', when: { surface: ['dm'] }, action: 'queue', queue: 'que_none' }]
    const unknown = await own.request('POST', '/v1/policies', { ...BUILT_IN, rules })
    expect(await expectDocumented('POST /v1/policies', unknown)).toMatchObject({
      status: 422,
      errors: [{ pointer: '/rules/0/queue' }],
    })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await propose(foreign, { guidance: 'deles' })
    expect(await (await own.request('GET', '/v1/policies/active')).json()).toMatchObject(DEFAULT_POLICY)
  },
})

testRoute('POST /v1/policies/{id}/approve', {
  happy: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id, state } = await propose(ana, { guidance: 'nova' })
    expect(state).toBe('pending')
    expect(await (await own.request('GET', '/v1/policies/active')).json()).not.toMatchObject({ id })
    const approved = await rui.request('POST', `/v1/policies/${id}/approve`)
    expect(await expectDocumented('POST /v1/policies/{id}/approve', approved)).toMatchObject({
      state: 'active',
      decided_by: rui.id,
    })
    expect(await (await own.request('GET', '/v1/policies/active')).json()).toMatchObject({ id })
  },
  invalid: async ({ own }) => {
    const { id } = await propose(own)
    const rui = await makePerson(own, 'Rui')
    const again = await rui.request('POST', `/v1/policies/${id}/approve`)
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/policies/{id}/approve', again)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [ana] = await twoPeople(own)
    const { id } = await propose(ana)
    const stranger = await makePerson(foreign, 'Eva')
    expect((await stranger.request('POST', `/v1/policies/${id}/approve`)).status).toBe(404)
  },
})

testRoute('POST /v1/policies/{id}/reject', {
  happy: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await propose(ana)
    const rejected = await rui.request('POST', `/v1/policies/${id}/reject`, { reason: 'forte demais' })
    expect(await expectDocumented('POST /v1/policies/{id}/reject', rejected)).toMatchObject({
      state: 'rejected',
      decided_reason: 'forte demais',
    })
    expect(await (await own.request('GET', '/v1/policies/active')).json()).not.toMatchObject({ id })
  },
  invalid: async ({ own }) => {
    const [ana, rui] = await twoPeople(own)
    const { id } = await propose(ana)
    expect((await rui.request('POST', `/v1/policies/${id}/reject`, {})).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [ana] = await twoPeople(own)
    const { id } = await propose(ana)
    const stranger = await makePerson(foreign, 'Eva')
    expect((await stranger.request('POST', `/v1/policies/${id}/reject`, { reason: 'x' })).status).toBe(404)
  },
})

const CASES = {
  cases: [
    { text: 'Parabéns pela loja, adorei!', expect: 'allow' },
    { text: 'veja https://paypa1.com/entrar', expect: 'quarantine' },
    { text: 'bom dia', expect: 'hide' },
    { text: 'oi' },
  ],
}

testRoute('POST /v1/policies/{id}/test', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/policies/active/test', CASES)
    expect(await expectDocumented('POST /v1/policies/{id}/test', response)).toMatchObject({
      passed: 2,
      failed: 1,
      data: [
        { as_expected: true },
        { as_expected: true, rule: 'look_alike_link' },
        { as_expected: false },
        { as_expected: null },
      ],
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/policies/active/test', { cases: [] })).status).toBe(422)
    expect((await own.request('POST', '/v1/policies/pol_none/test', CASES)).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await propose(own)
    expect((await foreign.request('POST', `/v1/policies/${id}/test`, CASES)).status).toBe(404)
  },
})

describe('a second person', () => {
  const start = async () => {
    const own = await app().makeWorkspace()
    const [ana, rui] = await twoPeople(own)
    return { own, ana, rui }
  }

  test('nobody approves their own change, through a second key neither', async () => {
    const { ana } = await start()
    const { id } = await propose(ana)
    for (const key of [ana, await ana.withSecondKey()]) {
      const refused = await key.request('POST', `/v1/policies/${id}/approve`)
      expect(refused.status).toBe(403)
      await expectDocumented('POST /v1/policies/{id}/approve', refused)
    }
  })

  test('a key that belongs to nobody neither proposes nor approves', async () => {
    const { own, ana } = await start()
    const { id } = await propose(ana)
    expect((await own.request('POST', `/v1/policies/${id}/approve`)).status).toBe(403)
    expect((await own.request('POST', '/v1/policies', BUILT_IN)).status).toBe(403)
  })

  test('who wants to do without a second person needs one for that', async () => {
    const { ana } = await start()
    expect(await propose(ana, { needs_second_person: false })).toMatchObject({ state: 'pending' })
  })

  test('what was proposed before another version came to hold must be proposed anew', async () => {
    const { ana, rui } = await start()
    const old = await propose(ana)
    const next = await propose(ana)
    expect((await rui.request('POST', `/v1/policies/${next.id}/approve`)).status).toBe(200)
    expect((await rui.request('POST', `/v1/policies/${old.id}/approve`)).status).toBe(409)
  })
})

describe('YAML', () => {
  const send = (own: TestWorkspace, body: string) =>
    app().app.request('/v1/policies', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/yaml' },
      body,
    })

  test('a policy may come as YAML', async () => {
    const own = await app().makeWorkspace()
    const response = await send(own, stringify({ ...BUILT_IN, guidance: 'à mão' }))
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ document: { ...BUILT_IN, guidance: 'à mão' } })
  })

  test('what is no YAML, or not a policy, is refused as JSON is', async () => {
    const own = await app().makeWorkspace()
    expect((await send(own, 'a: [')).status).toBe(400)
    expect((await send(own, 'spam: 1')).status).toBe(422)
    const bomb = `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`).join('\n')}`
    expect((await send(own, bomb)).status).toBe(400)
  })
})

test('no version of a workspace bears the name of a built-in policy, and the names of older decisions lead to it still', async () => {
  const { app, own } = await given()
  const { version } = await propose(own, { guidance: 'nossa' })
  // In the workspace `default` the fourth version was `default-4`, and so taken for the built-in policy.
  expect(version).toBe('policy-1')
  const asked = [version, `${own.id}-1`, 'policy-2', DEFAULT_POLICY.version]
  const found = await readDocuments(app.ctx.db, own.id, asked)
  expect([...found.keys()]).toEqual([version, `${own.id}-1`])
  expect([...found.values()].map(({ guidance }) => guidance)).toEqual(['nossa', 'nossa'])
  expect(await readDocuments(app.ctx.db, 'default', [DEFAULT_POLICY.version])).toEqual(new Map())
})
