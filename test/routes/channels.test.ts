import { expect, test } from 'vitest'
import type { GoLive } from '../../src/assurance/read-go-live.ts'
import type { Channel } from '../../src/domain/channel.ts'
import { judgeCopies } from '../support/copy-answers.ts'
import { decideMessage, OVERRIDE, openChannel, putEntries } from '../support/send-message.ts'
import { currentApp, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('PUT /v1/channels/{id}', {
  happy: async ({ own }) => {
    const made = await own.request('PUT', '/v1/channels/loja', { kind: 'whatsapp' })
    expect(made.status).toBe(201)
    expect(await expectDocumented('PUT /v1/channels/{id}', made)).toMatchObject({
      mode: 'draft',
      settle_ms: 2000,
    })
    const changed = await own.request('PUT', '/v1/channels/loja', { kind: 'whatsapp', mode: 'shadow' })
    expect(changed.status).toBe(200)
    expect(await changed.json()).toMatchObject({ mode: 'shadow', settle_ms: 2000, stale_after_s: 86_400 })
  },
  invalid: async ({ own }) => {
    const response = await own.request('PUT', '/v1/channels/loja', { kind: 'pigeon', settle_ms: -1 })
    expect(response.status).toBe(422)
    const body = (await expectDocumented('PUT /v1/channels/{id}', response)) as {
      errors: { pointer: string }[]
    }
    expect(body.errors.map((error) => error.pointer).sort()).toEqual(['/kind', '/settle_ms'])
    const key = await own.makeKey(['channels:write'])
    const auto = await own.request(
      'PUT',
      '/v1/channels/loja',
      { kind: 'web', mode: 'auto', ...OVERRIDE },
      { authorization: `Bearer ${key}` },
    )
    expect(auto.status).toBe(403)
    const refused = await own.request('PUT', '/v1/channels/loja', { kind: 'web', mode: 'auto' })
    expect(refused.status).toBe(409)
    expect(await expectDocumented('PUT /v1/channels/{id}', refused)).toMatchObject({
      type: 'urn:recado:problem:gate_not_met',
      errors: [{ pointer: '/mode', detail: expect.stringContaining('100 more') }],
    })
    expect((await own.request('GET', '/v1/channels/loja')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'whatsapp', mode: 'shadow' })
    await foreign.request('PUT', '/v1/channels/loja', { kind: 'email', mode: 'off' })
    expect(await (await own.request('GET', '/v1/channels/loja')).json()).toMatchObject({
      kind: 'whatsapp',
      mode: 'shadow',
    })
  },
})

testRoute('GET /v1/channels/{id}', {
  happy: async ({ own }) => {
    await own.request('PUT', '/v1/channels/a%2Fb', { kind: 'web' })
    const response = await own.request('GET', '/v1/channels/a%2Fb')
    expect(await expectDocumented('GET /v1/channels/{id}', response)).toMatchObject({
      id: 'a/b',
      kind: 'web',
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `/v1/channels/${'x'.repeat(300)}`)
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/channels/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'web' })
    const response = await foreign.request('GET', '/v1/channels/loja')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/channels/{id}', response)
  },
})

testRoute('GET /v1/channels', {
  happy: async ({ own }) => {
    for (const id of ['a', 'b', 'c']) await own.request('PUT', `/v1/channels/${id}`, { kind: 'web' })
    const first = (await expectDocumented(
      'GET /v1/channels',
      await own.request('GET', '/v1/channels?limit=2'),
    )) as {
      data: { id: string }[]
      next_cursor: string
    }
    expect(first.data.map((channel) => channel.id)).toEqual(['a', 'b'])
    const second = await own.request('GET', `/v1/channels?limit=2&cursor=${first.next_cursor}`)
    expect(await second.json()).toMatchObject({ data: [{ id: 'c' }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    for (const query of ['limit=0', 'limit=101', 'cursor=%25%25']) {
      const response = await own.request('GET', `/v1/channels?${query}`)
      expect(response.status).toBe(422)
      await expectDocumented('GET /v1/channels', response)
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'web' })
    expect(await (await foreign.request('GET', '/v1/channels')).json()).toEqual({
      data: [],
      next_cursor: null,
    })
  },
})

/** A channel in draft mode whose drafts people judged. */
async function judged(
  { app, own }: Pick<RouteCase, 'app' | 'own'>,
  count: number,
  isRight: (i: number) => boolean,
) {
  await openChannel(own, 'draft')
  await putEntries(own)
  const { id } = await decideMessage(app, own, 'Qual o horário de funcionamento?')
  await judgeCopies(app.ctx, id, count, isRight)
}

testRoute('GET /v1/channels/{id}/go-live', {
  happy: async (given) => {
    await judged(given, 150, (i) => i < 140)
    const response = await given.own.request('GET', '/v1/channels/shop/go-live')
    const found = (await expectDocumented('GET /v1/channels/{id}/go-live', response)) as GoLive
    expect(found).toMatchObject({
      ...{ mode: 'draft', is_met: true, lacking: [], max_error: 0.05, cases: 150, needed: 100 },
      live: null,
    })
    expect(found.bound!).toBeLessThanOrEqual(0.05)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/channels/none/go-live')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/channels/{id}/go-live', response)
  },
  foreignWorkspace: async (given) => {
    await judged(given, 1, () => true)
    expect((await given.foreign.request('GET', '/v1/channels/shop/go-live')).status).toBe(404)
  },
})

const AUTO = { kind: 'instagram', mode: 'auto' }

test('a channel goes live when its judged answers show that it may, with the confidence that they show', async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  await judged({ app, own }, 150, (i) => i < 140)
  const { threshold } = (await (await own.request('GET', '/v1/channels/shop/go-live')).json()) as GoLive
  const key = await own.makeKey(['channels:write'])
  const live = await own.request('PUT', '/v1/channels/shop', AUTO, { authorization: `Bearer ${key}` })
  expect(live.status).toBe(200)
  expect((await live.json()) as Channel).toMatchObject({
    ...{ mode: 'auto', auto_threshold: threshold, auto_since: expect.any(String) },
  })
  const audit = await own.request('GET', '/v1/audit-events?action=channel.went_live')
  expect(await audit.json()).toMatchObject({ data: [{ subject_id: 'shop', details: { cases: 150 } }] })
  const told = await own.request('GET', '/v1/events?type=channel.mode_changed')
  expect(await told.json()).toMatchObject({ data: [{ data: { from: 'draft', to: 'auto' } }] })
  const back = await own.request('PUT', '/v1/channels/shop', { kind: 'instagram', mode: 'draft' })
  expect(await back.json()).toMatchObject({ auto_threshold: null, auto_since: null })
})

test('a channel whose answers were wrong too often stays, unless somebody gives a reason, which is kept', async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  await judged({ app, own }, 150, (i) => i % 8 !== 0)
  const refused = await own.request('PUT', '/v1/channels/shop', AUTO)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ errors: [{ detail: expect.stringContaining('19 of 150') }] })
  const forced = await own.request('PUT', '/v1/channels/shop', { ...AUTO, override: { reason: 'Natal' } })
  expect(await forced.json()).toMatchObject({ mode: 'auto', auto_threshold: null })
  const audit = await own.request('GET', '/v1/audit-events?action=channel.auto_override')
  expect(await audit.json()).toMatchObject({
    data: [{ details: { reason: 'Natal', lacking: ['risk_not_shown'], cases: 150 } }],
  })
})

test("below the channel's own confidence a draft waits for a person, though the workspace's would let it go", async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  await openChannel(own)
  await putEntries(own)
  const ask = 'Qual o horário de funcionamento?'
  expect((await decideMessage(app, own, ask)).route).toBe('auto_reply')
  await app.ctx.db.execute(`update channels set auto_threshold = 1.1 where workspace_id = '${own.id}'`)
  expect(await decideMessage(app, own, ask)).toMatchObject({
    route: 'review',
    reasons: ['below_auto_threshold'],
  })
})
