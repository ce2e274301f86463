import { count, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { GoLive } from '../src/assurance/read-go-live.ts'
import { type Config, readConfig } from '../src/config.ts'
import { events, knowledgeEntries, knowledgePassages, knowledgeRevisions } from '../src/db/schema.ts'
import type { Run } from '../src/evals/workspace/read-runs.ts'
import { workNextRun } from '../src/evals/workspace/work-runs.ts'
import { loadModels } from '../src/inference/load-models.ts'
import type { InstalledModels } from '../src/inference/models.ts'
import type { Embedding } from '../src/knowledge/read-embedding.ts'
import { embedNext } from '../src/knowledge/run-embedding.ts'
import { settleEmbedders } from '../src/knowledge/settle-embedders.ts'
import type { Backtest } from '../src/replay/read-backtests.ts'
import type { Replay } from '../src/replay/replay-decision.ts'
import { backtestNext } from '../src/replay/run-backtests.ts'
import { upkeepNext } from '../src/upkeep/run-upkeep.ts'
import { judgeCopies } from './support/copy-answers.ts'
import { openBench } from './support/open-bench.ts'
import { openConsole } from './support/open-console.ts'
import { type ChatCompletionRequest, type OpenAiServer, startOpenAiServer } from './support/openai-server.ts'
import { decideMessage, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'
import { expectDocumented } from './support/validate-response.ts'

/** One installation of two processes: embedded models for whoever chooses none, and a provider. */
const OPENAI = 'openai:vectors:3'
let server: OpenAiServer
let config: Config
let models: InstalledModels
let app: TestApp
let second: TestApp
let now = new Date('2026-03-02T12:00:00Z')
beforeAll(async () => {
  server = await startOpenAiServer()
  config = readConfig({
    OPENAI_BASE_URL: server.baseUrl,
    RECADO_EMBEDDER: `embedded; ${OPENAI}`,
    RECADO_CLASSIFIER: 'embedded; openai:moderation',
  })
  models = await loadModels(config)
  app = await startTestApp({ config, models, clock: () => now })
  const opened = Promise.resolve(app.database)
  second = await startTestApp({ models: await loadModels(config), clock: () => now }, opened)
})
afterAll(async () => {
  await app.close()
  await server.close()
})

let isAway = false
let isRefused = (_text: string) => false
beforeEach(() => {
  isAway = false
  isRefused = () => false
  server.behave(({ path, body }) => {
    if (isAway) return { kind: 'status', status: 500 }
    if (body.input?.some((text) => isRefused(text)) === true) return { kind: 'status', status: 400 }
    if (path.endsWith('/embeddings')) return { kind: 'vectors', of: vectorOf }
    const hate = body.input?.some((text) => text.includes('zork')) === true ? 0.9 : 0
    return { kind: 'moderation', scores: { hate } }
  })
})

/** Nobody but this provider knows that a zork is a cat. */
const vectorOf = (text: string) => [/gat|zork/iu.test(text) ? 1 : 0, text.length / 1000, 0.01]

const asked = (path: string) =>
  server.requests.filter((request: ChatCompletionRequest) => request.path.endsWith(path))

function choose(own: TestWorkspace, settings: Record<string, string | null>): Promise<Response> {
  return own.request('PATCH', `/v1/workspaces/${own.id}`, { settings })
}

async function openWorkspace(settings: Record<string, string | null> = {}): Promise<TestWorkspace> {
  const own = await app.makeWorkspace()
  expect((await choose(own, settings)).status).toBe(200)
  await openChannel(own)
  return own
}

/** The same workspace, asked of the other process. */
const inSecond = (own: TestWorkspace): TestWorkspace['request'] => {
  return async (method, path, body) =>
    second.app.request(path, {
      method,
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

async function progress(request: TestWorkspace['request']): Promise<Embedding> {
  const answer = await request('GET', '/v1/kb/embedding')
  return (await expectDocumented('GET /v1/kb/embedding', answer)) as Embedding
}

/** What the vectors of a query find, best first. */
async function near(request: TestWorkspace['request'], query: string): Promise<string[]> {
  const answer = await request('POST', '/v1/kb/search', { query, language: 'pt', limit: 50 })
  const { data } = (await answer.json()) as {
    data: { entry: { external_id: string }; matched_by: string[] }[]
  }
  return data.filter(({ matched_by }) => matched_by.includes('vector')).map(({ entry }) => entry.external_id)
}

const CAT = { external_id: 'gato', question: 'Tem gato?', answer: 'Temos dois.', language: 'pt' }
const DOG = { external_id: 'cao', question: 'Tem cachorro?', answer: 'Temos um.', language: 'pt' }

describe('what each workspace chose', () => {
  test('is not asked about what nobody answers', async () => {
    const own = await openWorkspace({ classifier: 'openai', drafter: 'embedded' })
    const text = 'Tem zork aí para adoção?'
    server.requests.length = 0
    const synced = await decideMessage(app, own, text, { backfill: true })
    expect(synced.versions.classifier).toBe(models.classifiers.embedded.id)
    expect((await own.request('POST', `/v1/decisions/${synced.id}/replay`)).status).toBe(200)
    expect(asked('/moderations')).toHaveLength(0)
    expect((await decideMessage(app, own, text)).versions.classifier).not.toBe(synced.versions.classifier)
    expect(asked('/moderations')).not.toHaveLength(0)
  })

  test('decides in it alone, and its decisions say so', async () => {
    const usual = await openWorkspace({ drafter: 'embedded' })
    const chosen = await openWorkspace({ drafter: 'embedded', classifier: 'openai', embedder: 'openai' })
    await putEntries(usual, [CAT])
    expect(server.requests).toEqual([])
    await putEntries(chosen, [CAT])
    const { embedded } = models.classifiers
    const own = await decideMessage(app, usual, 'zork zork')
    expect(own.versions.classifier).toBe(embedded.id)
    expect(own.versions.embedder).toContain(models.embedders.embedded.id)
    expect(own.category).not.toBe('hate')
    expect(asked('/moderations')).toEqual([])
    const other = await decideMessage(app, chosen, 'zork zork')
    expect(other).toMatchObject({
      category: 'hate',
      versions: { classifier: `openai:moderation+${embedded.id}` },
    })
    expect(other.versions.embedder).toContain(OPENAI)
    const classified = await chosen.request('POST', '/v1/classify', { items: [{ text: 'zork' }] })
    expect(await classified.json()).toMatchObject({ data: [{ category: 'hate' }] })
  })

  test('drafts by it: a workspace may quote its knowledge beside one that asks the provider', async () => {
    const quoting = await openWorkspace({ drafter: 'embedded' })
    const asking = await openWorkspace()
    await putEntries(quoting, [CAT])
    await putEntries(asking, [CAT])
    const quoted = await decideMessage(app, quoting, 'Tem gato?')
    expect(quoted).toMatchObject({ route: 'auto_reply', versions: { prompt: null } })
    expect(asked('/chat/completions')).toEqual([])
    await decideMessage(app, asking, 'Tem gato?')
    expect(asked('/chat/completions').length).toBeGreaterThan(0)
  })

  test('is told beside what there is to choose, and a page of the settings changes it', async () => {
    const own = await openWorkspace()
    const { browser } = await openConsole(app).signIn(own)
    const path = '/console/settings/provider'
    expect(await (await browser.get(path)).text()).toContain('Default: the provider')
    const form = { embedder: 'openai', classifier: '', drafter: 'embedded' }
    await putEntries(own, [CAT])
    expect((await browser.post(`${path}/models`, form)).headers.get('location')).toBe(`${path}?said=done`)
    const answer = await own.request('GET', '/v1/models')
    const { embedders, classifiers } = models
    expect(await expectDocumented('GET /v1/models', answer)).toMatchObject({
      embedder: {
        chosen: 'openai',
        model: embedders.embedded.id,
        sides: [
          { side: 'embedded', model: embedders.embedded.id, is_usual: true },
          { side: 'openai', model: OPENAI, is_usual: false },
        ],
      },
      classifier: { chosen: null, model: classifiers.embedded.id },
      drafter: { chosen: 'embedded', model: null },
    })
    expect(await (await browser.get(path)).text()).toContain('0 of 1 entries have their new vectors')
    while (await embedNext(app.ctx));
    expect(await (await browser.get(path)).text()).not.toContain('new vectors')
    const lacking = await browser.post(`${path}/models`, { ...form, classifier: 'transformers' })
    expect(lacking.headers.get('location')).toBe(`${path}?said=invalid`)
  })

  test('is refused where the installation lacks it, with what to configure', async () => {
    const own = await openWorkspace()
    const lacking = { embedder: 'transformers', classifier: 'transformers' }
    const refused = await choose(own, { ...lacking, tone: 'formal' })
    expect(refused.status).toBe(409)
    expect(await expectDocumented('PATCH /v1/workspaces/{id}', refused)).toMatchObject({
      type: 'urn:recado:problem:not_configured',
      errors: [
        { pointer: '/settings/embedder', detail: expect.stringContaining('RECADO_EMBEDDER') },
        { pointer: '/settings/classifier', detail: expect.stringContaining('RECADO_CLASSIFIER') },
      ],
    })
    const { settings } = (await (await own.request('GET', `/v1/workspaces/${own.id}`)).json()) as {
      settings: Record<string, unknown>
    }
    expect(settings).toMatchObject({ embedder: null, classifier: null, drafter: null, tone: 'friendly' })
    expect((await choose(own, { drafter: 'transformers' })).status).toBe(422)
  })

  test('works decisions out again, one by one and in a backtest', async () => {
    const own = await openWorkspace({ classifier: 'openai', drafter: 'embedded' })
    const { id, versions } = await decideMessage(app, own, 'zork zork')
    const replay = async () =>
      (await (await own.request('GET', `/v1/decisions/${id}/replay`)).json()) as Replay
    const backtest = async () => {
      const body = { from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00Z' }
      const started = await own.request('POST', '/v1/policies/active/backtest', body)
      while (await backtestNext(app.ctx));
      const path = `/v1/backtests/${((await started.json()) as Backtest).id}`
      return (await (await own.request('GET', path)).json()) as Backtest
    }
    expect(await replay()).toMatchObject({ state: 'equal', versions: { replayed: versions } })
    expect(await backtest()).toMatchObject({ processed: 1, other_models: 0, changed: 0 })
    await choose(own, { classifier: null })
    expect(await replay()).toMatchObject({
      state: 'different',
      versions: { replayed: { classifier: models.classifiers.embedded.id } },
    })
    expect(await backtest()).toMatchObject({ processed: 1, other_models: 1, changed: 1 })
  })
})

describe('a channel', () => {
  const DRAFT = { answer: 'Temos dois gatos.', cited_ids: ['P1'], answers_all: true, language: 'pt' }
  const gate = async (own: TestWorkspace) =>
    (await (await own.request('GET', '/v1/channels/shop/go-live')).json()) as GoLive

  test('goes live on answers of the models that answer, and waits for people where others do', async () => {
    server.behave({ kind: 'answer', value: DRAFT })
    const own = await openWorkspace({ drafter: 'embedded' })
    await openChannel(own, 'draft')
    await putEntries(own, [CAT])
    const ask = () => decideMessage(app, own, 'Tem gato?')
    await judgeCopies(app.ctx, (await ask()).id, 120, () => true)
    expect(await gate(own)).toMatchObject({ is_met: true, cases: 120 })
    for (const other of [{ drafter: 'openai' }, { classifier: 'openai' }]) {
      await choose(own, other)
      expect(await gate(own)).toMatchObject({ is_met: false, cases: 0 })
      await choose(own, { drafter: 'embedded', classifier: null })
    }
    const goLive = () => own.request('PUT', '/v1/channels/shop', { kind: 'instagram', mode: 'auto' })
    expect((await goLive()).status).toBe(200)
    expect((await ask()).route).toBe('auto_reply')
    expect(await gate(own)).toMatchObject({ live: { is_paused: false } })
    await choose(own, { drafter: 'openai' })
    const worded = await ask()
    expect(worded).toMatchObject({ route: 'review', reasons: ['below_auto_threshold'] })
    expect(await gate(own)).toMatchObject({ mode: 'auto', cases: 0, live: { is_paused: true } })
    await judgeCopies(app.ctx, worded.id, 110, () => true)
    await openChannel(own, 'draft')
    expect(await gate(own)).toMatchObject({ is_met: true, cases: 110 })
    expect((await goLive()).status).toBe(200)
    expect((await ask()).route).toBe('auto_reply')
  })
})

test('a channel that was put live by an override waits for people too where others answer', async () => {
  const own = await openWorkspace({ drafter: 'embedded' })
  await putEntries(own, [CAT])
  const ask = () => decideMessage(app, own, 'Tem gato?')
  expect((await ask()).route).toBe('auto_reply')
  await choose(own, { classifier: 'openai' })
  expect(await ask()).toMatchObject({ route: 'review', reasons: ['below_auto_threshold'] })
  await openChannel(own, 'draft')
  await openChannel(own, 'auto')
  expect((await ask()).route).toBe('auto_reply')
})

describe('an evaluation run of a workspace', () => {
  const run = async (own: TestWorkspace, is_provider_asked: boolean) => {
    const body = { suites: ['drafting'], is_provider_asked }
    const started = (await (await own.request('POST', '/v1/evals/runs', body)).json()) as Run
    expect(await workNextRun(app.ctx)).toBe(true)
    return (await (await own.request('GET', `/v1/evals/runs/${started.id}`)).json()) as Run
  }

  test('goes by what it chose, and without the provider by the embedded models', async () => {
    const own = await openWorkspace({ classifier: 'openai' })
    expect(await run(own, true)).toMatchObject({
      state: 'done',
      versions: { models: expect.stringMatching(/ openai:moderation embedded:$/) },
    })
    expect(await run(own, false)).toMatchObject({
      state: 'done',
      versions: { models: expect.stringMatching(/ embedded: embedded:$/), provider: 'none' },
    })
  })

  test('goes by it over the shipped cases too', async () => {
    const own = await openWorkspace({ classifier: 'openai' })
    const body = { suites: ['quality'], cases: 'shipped', is_provider_asked: true }
    expect((await own.request('POST', '/v1/evals/runs', body)).status).toBe(202)
    const bench = await openBench({ models })
    let batches = 0
    await workNextRun(app.ctx, { where: bench, isStopping: () => ++batches > 1 })
    await bench.close()
    expect(asked('/moderations')).not.toEqual([])
  })
})

describe('another embedder', () => {
  /** By its words it asks for a hundred dogs, for the provider for a cat. */
  const ODD = 'Tem cachorro? zork'
  /** A hundred and one entries: one more than are embedded at once. */
  const MANY = [CAT, ...Array.from({ length: 100 }, (_, i) => ({ ...DOG, external_id: `cao-${i}` }))]

  test('takes over in every process once no entry lacks its vectors, and search goes on meanwhile', async () => {
    const own = await openWorkspace({ drafter: 'embedded' })
    const foreign = await openWorkspace()
    await putEntries(own, MANY)
    await putEntries(foreign, [CAT])
    const { id } = models.embedders.embedded
    await choose(own, { embedder: 'openai' })
    isAway = true
    expect(await embedNext(app.ctx)).toBe(true)
    expect(await progress(own.request)).toEqual({
      embedder: id,
      pending: OPENAI,
      entries: 101,
      embedded: 0,
      refused: [],
    })
    // It is asked again later, not at once.
    expect(await embedNext(second.ctx)).toBe(false)
    isAway = false
    now = new Date(now.getTime() + 10_000)
    expect(await embedNext(second.ctx)).toBe(true)
    expect(await progress(inSecond(own))).toMatchObject({ embedder: id, pending: OPENAI, embedded: 100 })
    expect((await near(own.request, 'Tem gato?'))[0]).toBe('gato')
    expect(await near(own.request, ODD)).not.toContain('gato')
    expect((await decideMessage(app, own, 'Tem gato?')).versions.embedder).toContain(id)
    await putEntries(own, [{ ...DOG, external_id: 'novo' }])
    while (await embedNext(app.ctx));
    for (const request of [own.request, inSecond(own)]) {
      expect(await progress(request)).toEqual({
        embedder: OPENAI,
        pending: null,
        entries: 102,
        embedded: 102,
        refused: [],
      })
      expect(await near(request, ODD)).toContain('gato')
    }
    expect((await decideMessage(app, own, 'Tem gato?')).versions.embedder).toContain(OPENAI)
    expect(await progress(foreign.request)).toMatchObject({ embedder: id, pending: null, embedded: 1 })
    await choose(own, { embedder: null })
    while (await embedNext(second.ctx));
    expect(await progress(own.request)).toMatchObject({ embedder: id, pending: null, embedded: 102 })
  })

  test('that refuses a text takes over without it: its words find it, and its entry is named until it changes', async () => {
    const own = await openWorkspace()
    const odd = { ...CAT, external_id: 'xyz', question: 'Tem xyzzy?', answer: 'Temos muitos.' }
    await putEntries(own, [DOG, odd, CAT])
    await choose(own, { embedder: 'openai' })
    isRefused = () => true
    expect(await embedNext(app.ctx)).toBe(true)
    expect(await progress(own.request)).toMatchObject({ pending: OPENAI, embedded: 0, refused: [] })
    isRefused = (text) => text.includes('xyzzy')
    now = new Date(now.getTime() + 10_000)
    while (await embedNext(app.ctx));
    expect(await progress(own.request)).toMatchObject({
      embedder: OPENAI,
      pending: null,
      embedded: 3,
      refused: ['xyz'],
    })
    const { browser } = await openConsole(app).signIn(own, 'admin')
    const page = await (await browser.get('/console/settings/provider')).text()
    expect(page).toContain('<code>xyz</code>')
    expect(await near(own.request, 'Tem gato?')).toContain('gato')
    const found = await own.request('POST', '/v1/kb/search', {
      query: 'temos xyzzies, muitos',
      language: 'pt',
    })
    const { data } = (await found.json()) as { data: { entry: { external_id: string } }[] }
    expect(data.map(({ entry }) => entry.external_id)).toContain('xyz')
    // Its upkeep goes on too.
    while (await upkeepNext(app.ctx, new Map()));
    await putEntries(own, [{ ...odd, question: 'Tem coelho?' }])
    expect(await progress(own.request)).toMatchObject({ embedded: 3, refused: [] })
  })

  test('is asked for no more texts at once than it embeds in time, however many wordings entries have', async () => {
    const own = await openWorkspace()
    const variants = Array.from({ length: 50 }, (_, i) => `Tem gato número ${i}?`)
    await putEntries(
      own,
      Array.from({ length: 6 }, (_, i) => ({ ...CAT, external_id: `gato-${i}`, variants })),
    )
    await choose(own, { embedder: 'openai' })
    await embedNext(app.ctx)
    expect(await progress(own.request)).toMatchObject({ entries: 6, embedded: 4 })
    while (await embedNext(app.ctx));
    expect(await progress(own.request)).toMatchObject({ embedder: OPENAI, pending: null, embedded: 6 })
  })

  test('that is away holds up the upkeep of its own workspace alone', async () => {
    const own = await openWorkspace({ embedder: 'openai' })
    const other = await openWorkspace()
    await putEntries(own, [CAT])
    await putEntries(other, [{ ...CAT, review_at: new Date(now.getTime() + 1000).toISOString() }])
    now = new Date(now.getTime() + 1000)
    const isOwn = eq(knowledgeEntries.workspace_id, own.id)
    await app.ctx.db.update(knowledgeEntries).set({ checked_version: 0 }).where(isOwn)
    const checked = async () =>
      (await app.ctx.db.select().from(knowledgeEntries).where(isOwn))[0]!.checked_version
    isAway = true
    const resting = new Map<string, Date>()
    const upkeepAll = async () => {
      while (await upkeepNext(app.ctx, resting));
    }
    await upkeepAll()
    const told = await app.ctx.db.select().from(events).where(eq(events.workspace_id, other.id))
    expect(told.map(({ type }) => type)).toContain('kb.review_due')
    expect(await checked()).toBe(0)
    isAway = false
    await upkeepAll()
    expect(await checked()).toBe(0)
    now = new Date(now.getTime() + 600_000)
    await upkeepAll()
    expect(await checked()).toBe(1)
  })

  test('that fails once entries are stored leaves comparing them to the upkeep', async () => {
    const own = await openWorkspace({ embedder: 'openai' })
    // The first request is answered, and those after it are not.
    isRefused = () => {
      isAway = true
      return false
    }
    await putEntries(own, [CAT, { ...CAT, external_id: 'gatos', answer: 'Temos três.' }])
    isRefused = () => false
    isAway = false
    while (await upkeepNext(app.ctx, new Map()));
    expect(await (await own.request('GET', '/v1/kb/conflicts')).json()).toMatchObject({
      data: [{ kind: 'contradiction' }],
    })
  })

  test('that takes over while entries are being saved has their vectors too', async () => {
    const own = await openWorkspace()
    await putEntries(own, [DOG])
    await choose(own, { embedder: 'openai' })
    const { embedded } = models.embedders
    let isFirst = true
    const embed: typeof embedded.embed = async (texts) => {
      if (isFirst) {
        isFirst = false
        while (await embedNext(second.ctx));
      }
      return embedded.embed(texts)
    }
    const slow = { ...models, embedders: { ...models.embedders, embedded: { ...embedded, embed } } }
    const saving = await startTestApp({ models: slow }, Promise.resolve(app.database))
    const saved = await saving.app.request('/v1/kb/entries', {
      method: 'PUT',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ entries: [CAT] }),
    })
    expect(saved.status).toBe(200)
    expect(isFirst).toBe(false)
    expect(await progress(own.request)).toMatchObject({ embedder: OPENAI, entries: 2, embedded: 2 })
    expect(await near(own.request, 'zork')).toContain('gato')
  })

  test('that the installation chooses instead follows in each workspace that chose none', async () => {
    const own = await openWorkspace()
    const chosen = await openWorkspace({ embedder: 'embedded' })
    for (const each of [own, chosen]) await putEntries(each, [CAT])
    const { embedders } = models
    await settleEmbedders({ ...app.ctx, models: { ...models, embedders: { ...embedders, usual: 'openai' } } })
    expect((await progress(own.request)).pending).toBe(OPENAI)
    expect((await progress(chosen.request)).pending).toBeNull()
    await settleEmbedders(app.ctx)
    expect((await progress(own.request)).pending).toBeNull()
  })

  test('that is gone gives way to the embedded one at the start, and what it left is dropped at the next', async () => {
    const own = await openWorkspace({ embedder: 'openai', drafter: 'embedded' })
    await putEntries(own, [CAT])
    const { embedders } = models
    const less = { ...models, embedders: { ...embedders, openai: null } }
    const smaller = await startTestApp({ models: less }, Promise.resolve(app.database))
    const request: TestWorkspace['request'] = async (method, path, body) =>
      smaller.app.request(path, {
        method,
        headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    // A process without it saves: those that have it add the vectors.
    await request('PUT', '/v1/kb/entries', { entries: [{ ...CAT, external_id: 'gata' }] })
    while (await embedNext(app.ctx));
    expect(await near(own.request, 'zork')).toHaveLength(2)
    await settleEmbedders(smaller.ctx)
    const { id } = embedders.embedded
    expect(await progress(request)).toMatchObject({ embedder: id, pending: null, entries: 2, embedded: 2 })
    expect(await near(request, 'Tem gato?')).toHaveLength(2)
    const left = async () => {
      const rows = await app.ctx.db
        .select({ model: knowledgePassages.model, count: count() })
        .from(knowledgePassages)
        .where(eq(knowledgePassages.workspace_id, own.id))
        .groupBy(knowledgePassages.model)
      return rows.map(({ model }) => model).sort()
    }
    expect(await left()).toEqual([id, OPENAI].sort())
    await settleEmbedders(smaller.ctx)
    expect(await left()).toEqual([id])
    // Of an older version of Recado nobody knows who embedded.
    const isOwn = eq(knowledgeRevisions.workspace_id, own.id)
    await app.ctx.db.update(knowledgeRevisions).set({ embedder: null }).where(isOwn)
    await settleEmbedders(app.ctx)
    expect(await progress(own.request)).toMatchObject({ embedder: id, pending: OPENAI, embedded: 0 })
  })
})
