import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backtests, decisions, drafts, events } from '../src/db/schema.ts'
import { DEFAULT_POLICY } from '../src/moderation/default-policy.ts'
import type { PolicyVersion } from '../src/moderation/read-policies.ts'
import type { Backtest, BacktestChange } from '../src/replay/read-backtests.ts'
import { backtestNext } from '../src/replay/run-backtests.ts'
import { listChanged, type OraclePolicy, type StoredDecision } from './support/backtest-oracle.ts'
import { decideMany } from './support/decide-many.ts'
import { openChannel } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

/** `RECADO_BACKTEST_MESSAGES=10000` for as many as a release is checked with. */
const COUNT = Number(process.env.RECADO_BACKTEST_MESSAGES ?? 90)

let app: TestApp
let shop: TestWorkspace
let now = new Date()
const begin = now.toISOString()
beforeAll(async () => {
  app = await startTestApp({ clock: () => now })
  shop = await app.makeWorkspace()
  await openChannel(shop)
  await decideMany(app, shop, COUNT, () => {
    now = new Date(now.getTime() + 600_000)
  })
}, 3_600_000)
afterAll(() => app.close())

const POLICY = {
  ...DEFAULT_POLICY.document,
  spam: {
    ...DEFAULT_POLICY.document.spam,
    dm: { review: 0.02, act: 0.6 },
    comment: { review: 0.3, act: 0.99 },
  },
  hate: { ...DEFAULT_POLICY.document.hate, comment: { review: 0.03, act: 0.2 } },
  rules: [
    ...DEFAULT_POLICY.document.rules,
    { id: 'spanish_comments', when: { language: ['es'], surface: ['comment'] }, action: 'quarantine' },
    { id: 'any_link', when: { signals: [{ signal: 'links', at_least: 0.1 }] }, action: 'hide' },
  ],
}

async function propose(document: object): Promise<PolicyVersion> {
  const response = await shop.request('POST', '/v1/policies', document)
  expect(response.status).toBe(201)
  return (await response.json()) as PolicyVersion
}

async function start(policyId: string, input: object = {}): Promise<Backtest> {
  const body = { from: begin, ...input }
  const response = await shop.request('POST', `/v1/policies/${policyId}/backtest`, body)
  expect(response.status).toBe(202)
  return (await response.json()) as Backtest
}

const read = async (id: string): Promise<Backtest> =>
  (await (await shop.request('GET', `/v1/backtests/${id}`)).json()) as Backtest

async function readChanges(id: string): Promise<BacktestChange[]> {
  const all: BacktestChange[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`
    const response = await shop.request('GET', `/v1/backtests/${id}/changes?${query}`)
    const page = (await response.json()) as { data: BacktestChange[]; next_cursor: string | null }
    all.push(...page.data)
    cursor = page.next_cursor
  }
  return all
}

async function readStored(): Promise<StoredDecision[]> {
  const rows = await app.ctx.db
    .select()
    .from(decisions)
    .where(eq(decisions.workspace_id, shop.id))
    .orderBy(asc(decisions.id))
  return rows.map(({ id, category, route, reasons, moderation, assessment, policy_facts, inputs }) => ({
    ...{ id, category, route, reasons, labels: assessment.labels, action: moderation.action },
    facts: policy_facts as unknown as StoredDecision['facts'],
    inputs: inputs as unknown as StoredDecision['inputs'],
  }))
}

test('a changed policy changes just the decisions that a script of its own finds, and sends nothing', {
  timeout: 600_000,
}, async () => {
  const { id: policyId } = await propose(POLICY)
  const stored = await readStored()
  const before = await app.ctx.db.$count(drafts)
  const { id } = await start(policyId)
  // Stopped after three turns, as by a restart, and gone on with where it stood.
  let asked = 0
  await backtestNext(app.ctx, () => ++asked > 3)
  expect(await read(id)).toMatchObject({ state: 'running', total: stored.length, processed: 3 })
  while (await backtestNext(app.ctx));

  const expected = listChanged(stored, POLICY as OraclePolicy)
  const changes = await readChanges(id)
  expect(changes.map((change) => change.decision_id)).toEqual(expected)
  expect(expected.length).toBeGreaterThan(COUNT / 20)
  expect(expected.length).toBeLessThan(stored.length)
  expect(await read(id)).toMatchObject({
    state: 'done',
    processed: stored.length,
    changed: expected.length,
    erased: 0,
    not_kept: 0,
    other_models: 0,
  })
  expect(await app.ctx.db.$count(drafts)).toBe(before)
  const finished = await app.ctx.db.select().from(events).where(eq(events.type, 'backtest.finished'))
  expect(finished).toMatchObject([{ data: { backtest_id: id, changed: expected.length } }])

  const sample = await shop.request('GET', `/v1/backtests/${id}/changes?sample=true&limit=3`)
  const { data } = (await sample.json()) as { data: BacktestChange[] }
  expect(data).toHaveLength(3)
  expect(expected).toEqual(expect.arrayContaining(data.map((change) => change.decision_id)))
})

test('the policy that held changes nothing, a stricter promise changes what goes out by itself', async () => {
  const builtIn = await propose(DEFAULT_POLICY.document)
  const same = await start(builtIn.id)
  const stricter = await start(builtIn.id, { max_error: 0.02 })
  while (await backtestNext(app.ctx));
  expect(await read(same.id)).toMatchObject({ state: 'done', changed: 0 })
  const least = app.ctx.models.ranker.risks.find(({ risk }) => risk === 0.02)!.threshold!
  const unsure = (await readStored()).filter(
    ({ route, inputs }) => route === 'auto_reply' && inputs.draft.confidence! < least,
  )
  const changes = await readChanges(stricter.id)
  expect(unsure.length).toBeGreaterThan(0)
  const held = changes.filter((change) => change.kept.route === 'auto_reply')
  expect(held.map((change) => change.decision_id)).toEqual(unsure.map(({ id }) => id))
  expect(new Set(held.map((change) => change.replayed.route))).toEqual(new Set(['review']))
})

test('knowledge of now shows what it would answer otherwise', async () => {
  const entries = [
    { external_id: 'horario', question: 'Qual o horário?', answer: 'Fechamos.', language: 'pt' },
  ]
  const page = (await (await shop.request('GET', '/v1/kb/entries?limit=100')).json()) as {
    data: { id: string; external_id: string }[]
  }
  for (const { external_id } of page.data) await shop.request('DELETE', `/v1/kb/entries/${external_id}`)
  await shop.request('PUT', '/v1/kb/entries', { entries })
  const { id } = await start('active', { knowledge: 'current' })
  while (await backtestNext(app.ctx));
  const { changed } = await read(id)
  expect(changed).toBeGreaterThan(COUNT / 10)
})

test('one that fails again and again says so', async () => {
  const { id } = await start('active')
  await app.ctx.db.update(backtests).set({ attempts: 2, document: {} }).where(eq(backtests.id, id))
  await backtestNext(app.ctx)
  expect(await read(id)).toMatchObject({ state: 'failed', finished_at: expect.any(String) })
})

test('one whose turns are slow stays with the process that works on it', async () => {
  const { id } = await start('active')
  const { models } = app.ctx
  const { embedded } = models.classifiers
  let turns = 0
  const classify: typeof embedded.classify = async (...given) => {
    if (++turns > 6) return embedded.classify(...given)
    now = new Date(now.getTime() + 15_000)
    expect(await backtestNext(app.ctx)).toBe(false)
    return embedded.classify(...given)
  }
  const classifiers = { ...models.classifiers, embedded: { ...embedded, classify } }
  const slow = { ...app.ctx, models: { ...models, classifiers } }
  expect(await backtestNext(slow)).toBe(true)
  expect(turns).toBeGreaterThan(6)
  const [row] = await app.ctx.db.select().from(backtests).where(eq(backtests.id, id))
  expect(row).toMatchObject({ state: 'done', attempts: 1, processed: (await readStored()).length })
})
