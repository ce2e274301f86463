import { setImmediate } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { evalRuns } from '../../src/db/schema.ts'
import { listCases } from '../../src/evals/list-cases.ts'
import type { Workbench } from '../../src/evals/open-workbench.ts'
import type { OwnCase } from '../../src/evals/workspace/own-case.ts'
import type { Comparison, Run, RunCase } from '../../src/evals/workspace/read-runs.ts'
import { workNextRun } from '../../src/evals/workspace/work-runs.ts'
import { makePerson, type Person } from '../support/make-person.ts'
import { openBench } from '../support/open-bench.ts'
import { decideMessage, openChannel, putEntries } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { currentApp, given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

/** What runs work on here; a server's own are in threads (test/evals.test.ts). */
let bench: Workbench
beforeAll(async () => {
  bench = await openBench({ models: currentApp().ctx.models })
})
afterAll(() => bench.close())

type Asking = Pick<TestWorkspace, 'request'>
const ASK = 'Qual o horário de funcionamento?'
const CASE = {
  external_id: 'horario',
  messages: [{ text: ASK, expected: { category: 'faq', entry: 'horario', says: ['9h'] } }],
  tags: { language: 'pt', family: 'own' },
}

async function propose(by: Asking, over: object = {}): Promise<OwnCase> {
  const response = await by.request('POST', '/v1/evals/cases', { ...CASE, ...over })
  return (await expectDocumented('POST /v1/evals/cases', response)) as OwnCase
}

async function approve(by: Person, { id }: OwnCase) {
  const response = await by.request('POST', `/v1/evals/cases/${id}/approve`)
  await expectDocumented('POST /v1/evals/cases/{id}/approve', response)
  return response.status
}

/** A workspace with an approved case and what it takes to answer it. */
async function withCase(own: TestWorkspace): Promise<Person> {
  await putEntries(own)
  const [author, other] = [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
  expect(await approve(other, await propose(author))).toBe(200)
  return author
}

async function run(by: Asking, input: object = {}): Promise<Run> {
  const response = await by.request('POST', '/v1/evals/runs', { suites: ['drafting'], ...input })
  const started = (await expectDocumented('POST /v1/evals/runs', response)) as Run
  expect(started).toMatchObject({ state: 'queued' })
  expect(await workNextRun(currentApp().ctx, { where: bench })).toBe(true)
  const read = await by.request('GET', `/v1/evals/runs/${started.id}`)
  return (await expectDocumented('GET /v1/evals/runs/{id}', read)) as Run
}

const unknownRun = async (own: Asking, path: string, operation: string) => {
  const response = await own.request('GET', path)
  expect(response.status).toBe(404)
  await expectDocumented(operation, response)
}

testRoute('GET /v1/evals/suites', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/evals/suites')
    const { data } = (await expectDocumented('GET /v1/evals/suites', response)) as {
      data: { name: string }[]
    }
    expect(data.map(({ name }) => name)).toContain('retrieval')
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/evals/suites', {})).status).toBe(404)
  },
  foreignWorkspace: async ({ foreign }) => {
    expect((await foreign.request('GET', '/v1/evals/suites')).status).toBe(200)
  },
})

testRoute('GET /v1/evals/cases', {
  happy: async ({ own }) => {
    const first = await propose(own)
    const second = await propose(own, { external_id: 'outro' })
    const page = await own.request('GET', '/v1/evals/cases?limit=1&state=pending')
    const body = (await expectDocumented('GET /v1/evals/cases', page)) as { next_cursor: string }
    expect(body).toMatchObject({ data: [{ id: second.id, state: 'pending' }] })
    const rest = await own.request('GET', `/v1/evals/cases?cursor=${body.next_cursor}`)
    expect(await rest.json()).toMatchObject({ data: [{ id: first.id }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/evals/cases?state=eaten')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await propose(own)
    expect(await (await foreign.request('GET', '/v1/evals/cases')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/evals/cases', {
  happy: async ({ own }) => {
    expect(await propose(own)).toMatchObject({ state: 'pending', external_id: 'horario', decided_by: null })
    const again = await own.request('POST', '/v1/evals/cases', CASE)
    expect(again.status).toBe(409)
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/evals/cases', { ...CASE, messages: [{ text: ASK }] })
    expect(response.status).toBe(422)
    expect(await expectDocumented('POST /v1/evals/cases', response)).toMatchObject({
      errors: [{ pointer: '/messages' }],
    })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await propose(own)
    expect(await propose(foreign)).toMatchObject({ state: 'pending' })
  },
})

testRoute('POST /v1/evals/cases/{id}/approve', {
  happy: async ({ own }) => {
    const [author, other] = [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
    const proposed = await propose(author)
    expect(await approve(author, proposed)).toBe(403)
    expect(await approve(other, proposed)).toBe(200)
    expect(await approve(other, proposed)).toBe(409)
  },
  invalid: async ({ own }) => {
    const person = await makePerson(own, 'Ana')
    expect((await person.request('POST', '/v1/evals/cases/ecase_none/approve')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const proposed = await propose(own)
    expect(await approve(await makePerson(foreign, 'Eva'), proposed)).toBe(404)
  },
})

testRoute('POST /v1/evals/cases/{id}/reject', {
  happy: async ({ own }) => {
    const proposed = await propose(await makePerson(own, 'Ana'))
    const other = await makePerson(own, 'Rui')
    const response = await other.request('POST', `/v1/evals/cases/${proposed.id}/reject`)
    expect(await expectDocumented('POST /v1/evals/cases/{id}/reject', response)).toMatchObject({
      state: 'rejected',
    })
  },
  invalid: async ({ own }) => {
    const person = await makePerson(own, 'Ana')
    expect((await person.request('POST', '/v1/evals/cases/ecase_none/reject')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await propose(own)
    const other = await makePerson(foreign, 'Eva')
    expect((await other.request('POST', `/v1/evals/cases/${id}/reject`)).status).toBe(404)
  },
})

testRoute('POST /v1/evals/cases/from-thread', {
  happy: async ({ app, own }) => {
    await openChannel(own, 'draft')
    await putEntries(own)
    const contact = { external_id: 'c', name: 'Ana' }
    const text = `Oi, aqui é a Ana, cpf 529.982.247-25. ${ASK}`
    const { draft, thread_id } = await decideMessage(app, own, text, { contact })
    const input = { thread_id, external_id: 'da-ana' }
    const early = await own.request('POST', '/v1/evals/cases/from-thread', input)
    expect(early.status).toBe(422)
    await own.request('POST', `/v1/drafts/${draft!.id}/approve`, {})
    const response = await own.request('POST', '/v1/evals/cases/from-thread', input)
    const made = (await expectDocumented('POST /v1/evals/cases/from-thread', response)) as OwnCase
    expect(made).toMatchObject({ thread_id, state: 'pending', tags: { source: 'thread' } })
    const [message] = made.messages
    expect(message!.text).not.toMatch(/Ana|529/)
    expect(message!.text).toContain('[CPF_1]')
    expect(message!.expected).toMatchObject({ entry: draft!.citations[0]!.external_id })
    await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { order_masks: ['PED-99999'] } })
    const order = await decideMessage(app, own, 'Cadê o pedido PED-48213?')
    const about = { thread_id: order.thread_id, expected: { category: 'needs_human' } }
    const masked = await own.request('POST', '/v1/evals/cases/from-thread', about)
    expect(await masked.json()).toMatchObject({ messages: [{ text: 'Cadê o pedido [ORDER_1]?' }] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/evals/cases/from-thread', { thread_id: 'thr_none' })
    expect(response.status).toBe(404)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await openChannel(own)
    const { thread_id } = await decideMessage(app, own, ASK)
    const input = { thread_id, expected: { category: 'faq' } }
    expect((await foreign.request('POST', '/v1/evals/cases/from-thread', input)).status).toBe(404)
  },
})

const importCsv = (by: TestWorkspace, body: BodyInit, type = 'text/csv') =>
  currentApp().app.request('/v1/evals/cases/import', {
    method: 'POST',
    headers: { authorization: `Bearer ${by.key}`, 'content-type': type },
    body,
  })

testRoute('GET /v1/evals/cases.csv', {
  happy: async ({ app, own }) => {
    const foreign = await app.makeWorkspace()
    const messages = [
      { text: 'oi' },
      { text: '=ajuda?', expected: { category: 'needs_human', entry: null, routes: ['human', 'review'] } },
      { from: 'person', text: 'já vejo' },
      ...CASE.messages,
    ]
    await propose(own, { messages })
    const file = await own.request('GET', '/v1/evals/cases.csv')
    expect(file.headers.get('content-type')).toContain('text/csv')
    const text = await file.text()
    expect(text).toContain("'=ajuda?")
    const imported = await importCsv(foreign, text)
    const { data } = (await expectDocumented('POST /v1/evals/cases/import', imported)) as { data: OwnCase[] }
    const [before] = ((await (await own.request('GET', '/v1/evals/cases')).json()) as { data: OwnCase[] })
      .data
    expect(data[0]!.messages).toEqual(before!.messages)
  },
  invalid: async ({ own }) => {
    expect((await own.request('DELETE', '/v1/evals/cases.csv')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await propose(own)
    expect(await (await foreign.request('GET', '/v1/evals/cases.csv')).text()).not.toContain('horario')
  },
})

testRoute('POST /v1/evals/cases/import', {
  happy: async ({ own }) => {
    const file = `case,language,text,category,entry\na,pt,${ASK},faq,horario\nb,es,¿Hola?,needs_human,none\n`
    const response = await importCsv(own, file)
    expect(response.status).toBe(201)
    const { data } = (await expectDocumented('POST /v1/evals/cases/import', response)) as { data: OwnCase[] }
    expect(data.map(({ external_id, tags }) => [external_id, tags.language])).toEqual([
      ['a', 'pt'],
      ['b', 'es'],
    ])
    expect(data[1]!.messages[0]!.expected).toMatchObject({ entry: null })
    const rows = ['case;language;text;category;reply_owed', 'c;pt;Até que horas, no sábado?;faq;VERDADEIRO']
    const saved = [
      Buffer.from(`\uFEFF${rows.join('\r\n')}`),
      Buffer.from(rows.join('\n').replace('c;', 'd;'), 'latin1'),
    ]
    for (const bytes of saved) {
      const { data } = (await (await importCsv(own, bytes)).json()) as { data: OwnCase[] }
      const expected = { category: 'faq', reply_owed: true }
      expect(data[0]!.messages).toMatchObject([{ text: 'Até que horas, no sábado?', expected }])
    }
  },
  invalid: async ({ own }) => {
    const wrong = await importCsv(own, 'case,language,text,category\na,pt,oi,faq\nb,pt,oi,lunch\n')
    expect(wrong.status).toBe(422)
    expect(await wrong.json()).toMatchObject({ errors: [{ pointer: '/rows/3' }] })
    expect((await importCsv(own, '{}', 'application/json')).status).toBe(415)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await importCsv(own, `case,language,text,category\na,pt,${ASK},faq\n`)
    expect(await (await foreign.request('GET', '/v1/evals/cases')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/evals/runs', {
  happy: async ({ own }) => {
    const author = await withCase(own)
    await propose(author, { external_id: 'not approved' })
    const done = await run(own)
    expect(done).toMatchObject({ state: 'done', total: 1, processed: 1 })
    expect(done.measured).toContainEqual(
      expect.objectContaining({ suite: 'drafting', metric: 'cites', where: 'pt', value: 1, turns: 1 }),
    )
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/evals/runs', { suites: ['lunch'] })).status).toBe(422)
    const asking = await own.request('POST', '/v1/evals/runs', { is_provider_asked: true })
    expect(asking.status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await withCase(own)
    expect(await run(foreign)).toMatchObject({ state: 'done', total: 0 })
  },
})

testRoute('GET /v1/evals/runs', {
  happy: async ({ own }) => {
    const { id } = await run(own)
    const response = await own.request('GET', '/v1/evals/runs')
    expect(await expectDocumented('GET /v1/evals/runs', response)).toMatchObject({ data: [{ id }] })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/evals/runs?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await run(own)
    expect(await (await foreign.request('GET', '/v1/evals/runs')).json()).toMatchObject({ data: [] })
  },
})

/** Of every route that reads one run. */
function testReading(path: string, happy: (response: Response, own: TestWorkspace) => Promise<void>) {
  const operation = `GET ${path}`
  return {
    happy: async ({ own }: { own: TestWorkspace }) => {
      await withCase(own)
      const { id } = await run(own)
      await happy(await own.request('GET', path.replace('{id}', id)), own)
    },
    invalid: async ({ own }: { own: TestWorkspace }) =>
      unknownRun(own, path.replace('{id}', 'erun_none'), operation),
    foreignWorkspace: async ({ own, foreign }: { own: TestWorkspace; foreign: TestWorkspace }) => {
      const { id } = await run(own)
      await unknownRun(foreign, path.replace('{id}', id), operation)
    },
  }
}

testRoute(
  'GET /v1/evals/runs/{id}',
  testReading('/v1/evals/runs/{id}', async (response) => {
    expect(await expectDocumented('GET /v1/evals/runs/{id}', response)).toMatchObject({ state: 'done' })
  }),
)

testRoute(
  'GET /v1/evals/runs/{id}/cases',
  testReading('/v1/evals/runs/{id}/cases', async (response) => {
    const { data } = (await expectDocumented('GET /v1/evals/runs/{id}/cases', response)) as {
      data: RunCase[]
    }
    expect(data).toMatchObject([{ case_id: 'horario', failed: [] }])
  }),
)

testRoute(
  'GET /v1/evals/runs/{id}/report.html',
  testReading('/v1/evals/runs/{id}/report.html', async (response) => {
    const page = await response.text()
    expect(page).toContain('<h1>Recado evals</h1>')
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  }),
)

testRoute(
  'GET /v1/evals/runs/{id}/cases.csv',
  testReading('/v1/evals/runs/{id}/cases.csv', async (response) => {
    expect(await response.text()).toMatch(/^case,kind,language.*\nhorario,message,pt,dm,own,written,true/)
  }),
)

testRoute('GET /v1/evals/runs/{a}/compare/{b}', {
  happy: async ({ own }) => {
    await withCase(own)
    const before = await run(own)
    // Nobody answers what nobody may be answered by.
    await own.request('PUT', '/v1/kb/entries', {
      entries: [{ external_id: 'horario', question: ASK, answer: 'Abrimos só com hora marcada.' }],
    })
    const after = await run(own)
    const response = await own.request('GET', `/v1/evals/runs/${before.id}/compare/${after.id}`)
    const body = (await expectDocumented('GET /v1/evals/runs/{a}/compare/{b}', response)) as Comparison
    expect(body).toMatchObject({ cases: 1, broken: ['horario'], fixed: [], still_wrong: [] })
    const back = await own.request('GET', `/v1/evals/runs/${after.id}/compare/${before.id}`)
    expect(await back.json()).toMatchObject({ broken: [], fixed: ['horario'] })
  },
  invalid: async ({ own }) =>
    unknownRun(own, '/v1/evals/runs/erun_a/compare/erun_b', 'GET /v1/evals/runs/{a}/compare/{b}'),
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await run(own)
    await unknownRun(foreign, `/v1/evals/runs/${id}/compare/${id}`, 'GET /v1/evals/runs/{a}/compare/{b}')
  },
})

describe('draft settings', () => {
  test('a run under another policy changes nothing of the workspace and says what would', async () => {
    const { own } = await given()
    await withCase(own)
    const policy = (await (await own.request('GET', '/v1/policies/active')).json()) as { document: object }
    const rule = { id: 'hold_all', when: { surface: ['dm'] }, action: 'quarantine' }
    const held = await run(own, {
      suites: ['moderation', 'drafting'],
      settings: { policy: { ...policy.document, rules: [rule] } },
    })
    const free = held.measured!.find(({ metric, where }) => metric === 'customer_free' && where === 'all')
    expect(free!.value).toBe(0)
    expect(await run(own)).toMatchObject({ state: 'done' })
    const now = (await (await own.request('GET', '/v1/policies/active')).json()) as { document: object }
    expect(now).toEqual(policy)
  })
})

test('a case that is named as a shipped one is run and compared beside it', async () => {
  const { own } = await given()
  const shipped = listCases(['thread'])
  const external_id = shipped[0]!.id
  const [author, other] = [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
  const expected = { entry: null, routes: ['hide'] }
  const messages = [{ text: 'oi' }, { text: ASK, expected }]
  expect(await approve(other, await propose(author, { external_id, messages }))).toBe(200)
  const alone = await run(own, { suites: ['threads'] })
  const read = async (path: string) => (await own.request('GET', `/v1/evals/runs/${path}`)).json()
  expect(await read(`baseline/compare/${alone.id}`)).toMatchObject({ cases: 0, broken: [], still_wrong: [] })
  const both = await run(own, { suites: ['threads'], cases: 'all' })
  expect(both).toMatchObject({ total: shipped.length + 1, processed: shipped.length + 1 })
  expect(await read(`baseline/compare/${both.id}`)).toMatchObject({ cases: shipped.length })
  expect(await read(`${alone.id}/compare/${both.id}`)).toMatchObject({
    cases: 1,
    still_wrong: [`own:${external_id}`],
  })
})

test('a run is answered by the entries that are valid when it is worked on', async () => {
  const { own } = await given()
  await withCase(own)
  const entry = { external_id: 'horario', question: ASK, answer: 'Abrimos às 9h.', language: 'pt' }
  await putEntries(own, [{ ...entry, valid_until: '2020-01-01T00:00:00Z' }])
  const { measured } = await run(own)
  const cites = measured!.find(({ metric, where }) => metric === 'cites' && where === 'pt')
  // Nothing was drafted.
  expect(cites!.value).toBeNull()
})

/** A bench whose cases leave the process time for other things, as those in a thread do. */
function waiting({ ctx, ...rest }: Workbench): Workbench {
  const { embedded } = ctx.models.classifiers
  const classify: typeof embedded.classify = async (...inputs) => {
    await setImmediate()
    return embedded.classify(...inputs)
  }
  const classifiers = { ...ctx.models.classifiers, embedded: { ...embedded, classify } }
  return { ...rest, ctx: { ...ctx, models: { ...ctx.models, classifiers } } }
}

test('a result that cannot be kept fails its run alone, which is gone on with', async () => {
  const { own } = await given()
  const author = await withCase(own)
  await approve(await makePerson(own, 'Eva'), await propose(author, { external_id: 'outro' }))
  const response = await own.request('POST', '/v1/evals/runs', { suites: ['drafting'] })
  const { id } = (await response.json()) as Run
  const read = async () => (await (await own.request('GET', `/v1/evals/runs/${id}`)).json()) as Run
  const { ctx } = currentApp()
  const newId = (prefix: string) => {
    if (prefix === 'evr') throw new Error('the disk is full')
    return ctx.newId(prefix)
  }
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  expect(await workNextRun({ ...ctx, newId }, { where: waiting(bench) })).toBe(true)
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
  expect(await read()).toMatchObject({ state: 'running', processed: 0 })
  expect(await workNextRun(ctx, { where: bench })).toBe(true)
  expect(await read()).toMatchObject({ state: 'done', total: 2, processed: 2 })
})

test('a run that another process took over is gone on with there alone', async () => {
  const { own } = await given()
  const body = { suites: ['drafting'], cases: 'shipped' }
  const { id } = (await (await own.request('POST', '/v1/evals/runs', body)).json()) as Run
  const { ctx } = currentApp()
  const { embedded } = bench.ctx.models.classifiers
  let asked = 0
  const classify: typeof embedded.classify = async (...inputs) => {
    asked += 1
    await ctx.db.update(evalRuns).set({ lease_token: 'another' }).where(eq(evalRuns.id, id))
    return embedded.classify(...inputs)
  }
  const classifiers = { ...bench.ctx.models.classifiers, embedded: { ...embedded, classify } }
  const where = { ...bench, ctx: { ...bench.ctx, models: { ...bench.ctx.models, classifiers } } }
  expect(await workNextRun(ctx, { where })).toBe(true)
  expect(asked).toBeLessThan(20)
  const run = (await (await own.request('GET', `/v1/evals/runs/${id}`)).json()) as Run
  expect(run).toMatchObject({ state: 'running', processed: 0 })
})
