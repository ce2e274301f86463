import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { drawSamples } from '../../src/assurance/draw-samples.ts'
import type { ShadowAgreement } from '../../src/assurance/read-shadow-agreement.ts'
import { events, qaDraws, qaSamples, qaStrata, threads } from '../../src/db/schema.ts'
import type { QaSample, Rubric } from '../../src/domain/qa-sample.ts'
import { copySamples } from '../support/copy-answers.ts'
import { drainTurns } from '../support/drain-turns.ts'
import { accept, decideMessage, messageBody, openChannel, putEntries } from '../support/send-message.ts'
import type { TestMember, TestWorkspace } from '../support/start-test-app.ts'
import { currentApp, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const ASK = 'Qual o horário de funcionamento?'
const PASS: Rubric = {
  accuracy: 'pass',
  tone: 'pass',
  policy: 'pass',
  opt_out: 'not_applicable',
  route: 'pass',
}

/** One automatic reply that was drawn, and somebody who may judge it. */
async function sampled(
  { app, own }: Pick<RouteCase, 'app' | 'own'>,
  settings: object = {},
): Promise<{ sample: QaSample; reviewer: TestMember; other: TestMember }> {
  await own.request('PATCH', `/v1/workspaces/${own.id}`, {
    settings: { qa_share: 1, qa_double_share: 0, ...settings },
  })
  await openChannel(own)
  await putEntries(own)
  const contact = { external_id: 'ana', name: 'Ana Paula' }
  await decideMessage(app, own, `${ASK} Sou a Ana Paula, tel 11 98888-7777`, { contact })
  await drawSamples(app.ctx)
  const reviewer = await own.makeMember('qa')
  const { data } = await read<{ data: QaSample | null }>(reviewer, '/v1/qa-samples/next')
  return { sample: data!, reviewer, other: await own.makeMember('qa', { name: 'other' }) }
}

async function read<T>(by: Pick<TestWorkspace, 'request'>, path: string): Promise<T> {
  return (await (await by.request('GET', path)).json()) as T
}

const judge = (by: Pick<TestWorkspace, 'request'>, id: string, over: Partial<Rubric> = {}, note?: string) =>
  by.request('POST', `/v1/qa-samples/${id}/reviews`, { rubric: { ...PASS, ...over }, note })

testRoute('GET /v1/qa-samples', {
  happy: async (given) => {
    const { sample } = await sampled(given)
    const response = await given.own.request('GET', '/v1/qa-samples?state=open&channel_id=shop')
    const page = (await expectDocumented('GET /v1/qa-samples', response)) as { data: QaSample[] }
    expect(page.data).toEqual([sample])
    expect(sample).toMatchObject({
      ...{ drawn: 'lot', sent_by: 'auto', template: 'knowledge', model: 'embedded' },
      ...{ needed: 1, reviewed: 0, verdict: null, route: 'auto_reply', reviews: [] },
      citations: [{ external_id: 'horario' }],
    })
    expect(JSON.stringify(sample)).not.toMatch(/98888|Ana Paula/)
    for (const query of ['state=judged', 'verdict=wrong', 'channel_id=other'])
      expect(await read(given.own, `/v1/qa-samples?${query}`)).toMatchObject({ data: [] })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/qa-samples?state=eaten')).status).toBe(422)
  },
  foreignWorkspace: async (given) => {
    await sampled(given)
    expect(await read(given.foreign, '/v1/qa-samples')).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/qa-samples/next', {
  happy: async (given) => {
    const { sample, reviewer } = await sampled(given)
    const response = await reviewer.request('GET', '/v1/qa-samples/next')
    expect(await expectDocumented('GET /v1/qa-samples/next', response)).toEqual({ data: sample })
    await judge(reviewer, sample.id)
    const none = await reviewer.request('GET', '/v1/qa-samples/next')
    expect(await expectDocumented('GET /v1/qa-samples/next', none)).toEqual({ data: null })
  },
  invalid: async (given) => {
    // Nobody is given their own replies.
    const { sample, reviewer } = await sampled(given)
    await given.app.ctx.db.update(qaSamples).set({ sent_by: reviewer.id }).where(eq(qaSamples.id, sample.id))
    expect(await read(reviewer, '/v1/qa-samples/next')).toEqual({ data: null })
  },
  foreignWorkspace: async (given) => {
    await sampled(given)
    expect(await read(given.foreign, '/v1/qa-samples/next')).toEqual({ data: null })
  },
})

testRoute('GET /v1/qa-samples/{id}', {
  happy: async (given) => {
    const { sample } = await sampled(given)
    const response = await given.own.request('GET', `/v1/qa-samples/${sample.id}`)
    expect(await expectDocumented('GET /v1/qa-samples/{id}', response)).toEqual(sample)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/qa-samples/qas_none')).status).toBe(404)
  },
  foreignWorkspace: async (given) => {
    const { sample } = await sampled(given)
    expect((await given.foreign.request('GET', `/v1/qa-samples/${sample.id}`)).status).toBe(404)
  },
})

testRoute('POST /v1/qa-samples/{id}/reviews', {
  happy: async (given) => {
    const { sample, reviewer, other } = await sampled(given, { qa_double_share: 1 })
    const first = await judge(reviewer, sample.id, { tone: 'fail' }, 'ligar para 11 98888-7777')
    expect(first.status).toBe(201)
    expect(await expectDocumented('POST /v1/qa-samples/{id}/reviews', first)).toMatchObject({
      ...{ needed: 2, reviewed: 1, verdict: null },
      reviews: [{ reviewer: reviewer.id, verdict: 'right', note: 'ligar para [PHONE_1]' }],
    })
    // Whoever comes second does not see what the first one said.
    expect(await read(other, `/v1/qa-samples/${sample.id}`)).toMatchObject({ reviews: [] })
    const second = await judge(other, sample.id, { accuracy: 'fail' })
    expect(await second.json()).toMatchObject({
      ...{ reviewed: 2, verdict: 'wrong' },
      reviews: [{ reviewer: reviewer.id }, { reviewer: other.id, verdict: 'wrong' }],
    })
    const types = await given.app.ctx.db
      .select({ type: events.type })
      .from(events)
      .where(eq(events.workspace_id, given.own.id))
      .orderBy(events.id)
    expect(types.filter(({ type }) => type.startsWith('qa.')).map(({ type }) => type)).toEqual([
      'qa.sample_ready',
      'qa.review_submitted',
      'qa.review_submitted',
    ])
  },
  invalid: async (given) => {
    const { sample, reviewer, other } = await sampled(given)
    const wrong = await reviewer.request('POST', `/v1/qa-samples/${sample.id}/reviews`, { rubric: {} })
    expect(wrong.status).toBe(422)
    await expectDocumented('POST /v1/qa-samples/{id}/reviews', wrong)
    // A key alone is no person, and nobody judges their own reply.
    expect((await judge(given.own, sample.id)).status).toBe(403)
    const { db } = given.app.ctx
    await db.update(qaSamples).set({ sent_by: reviewer.id }).where(eq(qaSamples.id, sample.id))
    expect((await judge(reviewer, sample.id)).status).toBe(403)
    await db.update(qaSamples).set({ sent_by: 'auto', needed: 2 }).where(eq(qaSamples.id, sample.id))
    expect((await judge(reviewer, sample.id)).status).toBe(201)
    const twice = await judge(reviewer, sample.id)
    expect(twice.status).toBe(409)
    await expectDocumented('POST /v1/qa-samples/{id}/reviews', twice)
    expect((await judge(other, sample.id)).status).toBe(201)
    expect((await judge(await given.own.makeMember('manager'), sample.id)).status).toBe(409)
  },
  foreignWorkspace: async (given) => {
    const { sample } = await sampled(given)
    const stranger = await given.foreign.makeMember('qa')
    expect((await judge(stranger, sample.id)).status).toBe(404)
  },
})

testRoute('GET /v1/qa-samples/results', {
  happy: async (given) => {
    const { sample, reviewer, other } = await sampled(given, { qa_double_share: 1 })
    await judge(reviewer, sample.id, { tone: 'fail' })
    await judge(other, sample.id, { route: 'fail' })
    const response = await given.own.request('GET', '/v1/qa-samples/results?by=reviewer')
    const found = await expectDocumented('GET /v1/qa-samples/results', response)
    const agreement = { cases: 1, agreed: 0, observed: 0, kappa: 0 }
    expect(found).toMatchObject({ samples: 1, judged: 1, agreement })
    expect((found as { groups: unknown[] }).groups).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: reviewer.id, reviews: 1, wrong: 0, share: 0, agreement }),
        expect.objectContaining({
          ...{ key: other.id, wrong: 1, lower: expect.closeTo(0.05, 6) },
          criteria: expect.objectContaining({ route: { pass: 0, fail: 1, not_applicable: 0 } }),
        }),
      ]),
    )
    for (const [by, key] of [
      ['template', 'knowledge'],
      ['model', 'embedded'],
      ['channel', 'shop'],
    ])
      expect(await read(given.own, `/v1/qa-samples/results?by=${by}`)).toMatchObject({
        groups: [{ key, reviews: 2, wrong: 1 }],
      })
  },
  invalid: async ({ own }) => {
    for (const query of ['by=weather', 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z'])
      expect((await own.request('GET', `/v1/qa-samples/results?${query}`)).status).toBe(422)
  },
  foreignWorkspace: async (given) => {
    const { sample, reviewer } = await sampled(given)
    await judge(reviewer, sample.id)
    expect(await read(given.foreign, '/v1/qa-samples/results')).toMatchObject({ samples: 0, groups: [] })
  },
})

testRoute('POST /v1/qa-samples/{id}/case', {
  happy: async (given) => {
    const { sample, reviewer } = await sampled(given)
    await judge(reviewer, sample.id, { accuracy: 'fail' })
    // The thread went on since.
    const [row] = await given.app.ctx.db.select().from(threads).where(eq(threads.id, sample.thread_id))
    const same = { thread: { external_id: row!.external_id }, contact: { external_id: 'ana' } }
    await decideMessage(given.app, given.own, 'obrigada!', same)
    const response = await reviewer.request('POST', `/v1/qa-samples/${sample.id}/case`, {})
    expect(response.status).toBe(201)
    const made = await expectDocumented('POST /v1/qa-samples/{id}/case', response)
    expect(made).toMatchObject({
      ...{ external_id: sample.id, state: 'pending', thread_id: sample.thread_id },
      messages: [{ text: expect.stringContaining(ASK), expected: { routes: ['review', 'human'] } }],
      tags: { family: 'qa_sample' },
    })
    expect(JSON.stringify(made)).not.toMatch(/98888|Ana Paula/)
    const again = await reviewer.request('POST', `/v1/qa-samples/${sample.id}/case`, {})
    expect(again.status).toBe(409)
  },
  invalid: async (given) => {
    const { sample, reviewer } = await sampled(given)
    await judge(reviewer, sample.id)
    const right = await reviewer.request('POST', `/v1/qa-samples/${sample.id}/case`, {})
    expect(right.status).toBe(409)
    await expectDocumented('POST /v1/qa-samples/{id}/case', right)
    const unknown = await reviewer.request('POST', '/v1/qa-samples/qas_none/case', {})
    expect(unknown.status).toBe(404)
  },
  foreignWorkspace: async (given) => {
    const { sample, reviewer } = await sampled(given)
    await judge(reviewer, sample.id, { accuracy: 'fail' })
    expect((await given.foreign.request('POST', `/v1/qa-samples/${sample.id}/case`, {})).status).toBe(404)
  },
})

/** A message in a shadow channel, and what people then did about it. */
async function shadowed({ app, own }: Pick<RouteCase, 'app' | 'own'>, ask: string, reply: string | null) {
  const body = messageBody(ask)
  const { message_id } = await accept(own, body)
  await drainTurns(app.ctx)
  if (reply !== null) {
    const out = messageBody(reply, { thread: body.thread, contact: body.contact, direction: 'outbound' })
    const sent = await own.request('POST', '/v1/messages', out)
    expect(sent.status).toBe(202)
  }
  return message_id
}

testRoute('GET /v1/shadow/agreement', {
  happy: async (given) => {
    const { own } = given
    await openChannel(own, 'shadow')
    await putEntries(own)
    await shadowed(given, ASK, 'Segunda a sábado das 9h às 19h')
    await shadowed(given, ASK, 'Já te respondo por telefone')
    await shadowed(given, 'Quero falar com um atendente humano', 'Claro, sou a Bia.')
    await shadowed(given, ASK, null)
    const hidden = await shadowed(given, 'Quero falar com uma pessoa', null)
    const held = await own.request('POST', `/v1/messages/${hidden}/moderation-decisions`, {
      action: 'hide',
      reason: 'propaganda',
    })
    expect(held.status).toBe(201)
    const response = await own.request('GET', '/v1/shadow/agreement?channel_id=shop')
    const found = (await expectDocumented('GET /v1/shadow/agreement', response)) as ShadowAgreement
    expect(found).toMatchObject({
      overall: { cases: 4, agreed: 2, observed: 0.5 },
      table: [
        { recado: 'answer', people: 'answer', count: 1 },
        { recado: 'answer', people: 'person', count: 1 },
        { recado: 'person', people: 'person', count: 1 },
        { recado: 'person', people: 'hold', count: 1 },
      ],
      ...{ pending: 1, after_a_person: 0 },
      by_category: [
        { key: 'faq', cases: 2 },
        { key: 'needs_human', cases: 2 },
      ],
      by_language: [{ key: 'pt', cases: 4 }],
    })
    // Expected by chance: answer 2/4·1/4 + person 2/4·2/4 = 3/8.
    expect(found.overall.kappa).toBeCloseTo((0.5 - 0.375) / 0.625, 12)
  },
  invalid: async ({ own }) => {
    for (const query of ['waits_h=0', 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z']) {
      const response = await own.request('GET', `/v1/shadow/agreement?${query}`)
      expect(response.status).toBe(422)
      await expectDocumented('GET /v1/shadow/agreement', response)
    }
  },
  foreignWorkspace: async (given) => {
    await openChannel(given.own, 'shadow')
    await shadowed(given, ASK, 'oi')
    expect(await read(given.foreign, '/v1/shadow/agreement')).toMatchObject({ overall: { cases: 0 } })
  },
})

test('a draw that starts again from the beginning draws the same replies', async () => {
  const own = await currentApp().makeWorkspace()
  const { ctx } = currentApp()
  await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { qa_share: 0.4 } })
  await openChannel(own)
  await putEntries(own)
  for (let i = 0; i < 12; i += 1) await accept(own, messageBody(ASK))
  await drainTurns(ctx)
  const drawn = async () => {
    await drawSamples(ctx)
    const rows = await ctx.db.select().from(qaSamples).where(eq(qaSamples.workspace_id, own.id))
    return rows.map(({ draft_id, drawn, needed }) => ({ draft_id, drawn, needed }))
  }
  const first = await drawn()
  expect(first.length).toBeGreaterThan(1)
  expect(first.length).toBeLessThan(12)
  expect(await drawn()).toEqual(first)
  for (const table of [qaSamples, qaStrata, qaDraws])
    await ctx.db.delete(table).where(eq(table.workspace_id, own.id))
  expect(await drawn()).toEqual(first)
})

test('a channel whose judged answers break its promise falls back to drafts, and says so', async () => {
  const app = currentApp()
  const own = await app.makeWorkspace()
  const { sample, reviewer } = await sampled({ app, own })
  const mode = async () => (await read<{ mode: string }>(own, '/v1/channels/shop')).mode
  await copySamples(app.ctx, sample.id, 99, (i) => i >= 9)
  expect(await read(own, '/v1/channels/shop/go-live')).toMatchObject({
    live: { reviewed: 99, needed: 100, wrong: 9 },
  })
  expect(await mode()).toBe('auto')
  await judge(reviewer, sample.id, { accuracy: 'fail' })
  expect(await mode()).toBe('draft')
  const told = await read<{ data: { type: string; data: object }[] }>(
    own,
    '/v1/events?type=channel.fell_back',
  )
  expect(told.data).toMatchObject([
    { data: { channel_id: 'shop', from: 'auto', to: 'draft', reviewed: 100, wrong: 10, max_error: 0.05 } },
  ])
  const audit = await read<{ data: object[] }>(own, '/v1/audit-events?action=channel.fell_back')
  expect(audit.data).toMatchObject([{ subject_id: 'shop', actor: { kind: 'system', id: 'qa' } }])
  const again = await own.request('PUT', '/v1/channels/shop', { kind: 'instagram', mode: 'auto' })
  expect(again.status).toBe(409)
})
