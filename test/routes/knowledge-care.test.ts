import { expect, test } from 'vitest'
import type { Decision } from '../../src/domain/decision.ts'
import type { Suggestion } from '../../src/domain/knowledge-suggestion.ts'
import type { EntryUsage } from '../../src/knowledge/read-usage.ts'
import { importNext } from '../../src/knowledge/run-imports.ts'
import type { EntryPreview } from '../../src/upkeep/preview-entry.ts'
import { refreshGaps } from '../../src/upkeep/refresh-gaps.ts'
import { tellReviews } from '../../src/upkeep/tell-reviews.ts'
import { decideMessage, openChannel, putEntries } from '../support/send-message.ts'
import { currentApp, given, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

type Own = RouteCase['own']

const inAnHour = () => new Date(Date.now() + 3_600_000)

function put(own: Own, ...entries: unknown[]): Promise<Response> {
  return own.request('PUT', '/v1/kb/entries', { entries })
}

const entry = (external_id: string, over: Record<string, unknown> = {}) => ({
  external_id,
  question: 'Qual o horário de funcionamento?',
  answer: 'Das 9h às 19h.',
  language: 'pt',
  ...over,
})

async function listSuggestions(own: Own, state = 'open'): Promise<Suggestion[]> {
  const response = await own.request('GET', `/v1/kb/suggestions?state=${state}`)
  return ((await expectDocumented('GET /v1/kb/suggestions', response)) as { data: Suggestion[] }).data
}

const ANSWER = 'Aquários de 20 a 200 litros ficam no segundo andar.'

/** Three people ask what no entry answers, and a person answers one of them; an hour later the upkeep looks. */
async function makeSuggestion({ app, own }: Pick<RouteCase, 'app' | 'own'>): Promise<Suggestion> {
  await openChannel(own)
  for (const text of [
    'Vocês vendem aquário?',
    'Tem aquário grande aí?',
    'Qual aquário vocês têm para peixe?',
  ]) {
    const decision = await decideMessage(app, own, text)
    if (!text.startsWith('Qual')) continue
    const reply = `Oi, Mariana! ${ANSWER} Vou verificar o preço e te aviso. Seu CPF 529.982.247-25 está certo. Mais alguma dúvida?`
    const sent = await own.request('POST', `/v1/threads/${decision.thread_id}/replies`, { text: reply })
    expect(sent.ok).toBe(true)
  }
  await refreshGaps({ ...app.ctx, clock: inAnHour }, own.id)
  const [suggestion] = await listSuggestions(own)
  return suggestion!
}

testRoute('GET /v1/kb/suggestions', {
  happy: async ({ app, own }) => {
    const suggestion = await makeSuggestion({ app, own })
    // No greeting, no promise, no question, and nothing of one person.
    expect(suggestion).toMatchObject({ kind: 'entry', language: 'pt', answer: ANSWER, state: 'open' })
    expect(suggestion.evidence).toMatchObject([{ sentence: ANSWER, thread_id: expect.any(String) }])
    expect(suggestion.variants).toHaveLength(2)
    await refreshGaps({ ...app.ctx, clock: inAnHour }, own.id)
    expect(await listSuggestions(own)).toEqual([suggestion])
    const events = await (await own.request('GET', '/v1/events?limit=100')).text()
    expect(events.match(/kb\.suggestion_created/gu)).toHaveLength(1)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/suggestions?state=unknown')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/kb/suggestions', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await makeSuggestion({ app, own })
    expect(await listSuggestions(foreign)).toEqual([])
  },
})

test('under a post an entry is proposed from what whoever asked was told', async () => {
  const { app, own } = await given()
  await openChannel(own)
  const asks = (name: string, text: string) =>
    decideMessage(app, own, text, {
      surface: 'comment',
      thread: { external_id: 'post' },
      contact: { external_id: name, name },
    })
  const told = async ({ thread_id, message_id }: Decision, text: string) => {
    const sent = await own.request('POST', `/v1/threads/${thread_id}/replies`, { text, message_id })
    expect(sent.ok).toBe(true)
  }
  const ana = await asks('Ana Prado', 'Que peixe lindo, gente!')
  const bia = await asks('Jurema Couto', 'Vocês vendem aquário?')
  await asks('Caio Reis', 'Tem aquário grande aí?')
  await asks('Davi Luz', 'Qual aquário vocês têm para peixe?')
  await told(ana, 'Esse peixe nasceu na nossa loja do centro.')
  await told(bia, `A vitrine da jurema couto fica logo na entrada. ${ANSWER}`)
  await refreshGaps({ ...app.ctx, clock: inAnHour }, own.id)
  expect(await listSuggestions(own)).toMatchObject([{ kind: 'entry', answer: ANSWER }])
})

testRoute('POST /v1/kb/suggestions/{id}/accept', {
  happy: async ({ app, own }) => {
    const { id } = await makeSuggestion({ app, own })
    const response = await own.request('POST', `/v1/kb/suggestions/${id}/accept`, {
      external_id: 'aquarios',
      question: 'Vocês vendem aquários?',
    })
    const taken = await expectDocumented('POST /v1/kb/suggestions/{id}/accept', response)
    expect(taken).toMatchObject({ state: 'accepted', revision: 2 })
    const stored = await (await own.request('GET', '/v1/kb/entries/aquarios')).json()
    expect(stored).toMatchObject({ question: 'Vocês vendem aquários?', answer: ANSWER, version: 1 })
    expect(taken).toMatchObject({ entry_id: (stored as { id: string }).id })
    const audit = await (await own.request('GET', '/v1/audit-events')).text()
    expect(audit).toContain('kb.suggestion_accepted')
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeSuggestion({ app, own })
    const accept = (body?: unknown, headers = {}) =>
      own.request('POST', `/v1/kb/suggestions/${id}/accept`, body, headers)
    const operation = 'POST /v1/kb/suggestions/{id}/accept'
    for (const [response, status] of [
      [await accept({ answer: '' }), 422],
      [await accept({}, { 'if-match': '"7"' }), 412],
    ] as const) {
      expect(response.status).toBe(status)
      await expectDocumented(operation, response)
    }
    const reader = await own.makeMember('level_1')
    expect((await reader.request('POST', `/v1/kb/suggestions/${id}/accept`)).status).toBe(403)
    expect((await accept()).status).toBe(200)
    const again = await accept()
    expect(again.status).toBe(409)
    await expectDocumented(operation, again)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeSuggestion({ app, own })
    expect((await foreign.request('POST', `/v1/kb/suggestions/${id}/accept`)).status).toBe(404)
    expect(await listSuggestions(own)).toHaveLength(1)
  },
})

testRoute('POST /v1/kb/suggestions/{id}/reject', {
  happy: async ({ app, own }) => {
    const { id } = await makeSuggestion({ app, own })
    const response = await own.request('POST', `/v1/kb/suggestions/${id}/reject`)
    expect(await expectDocumented('POST /v1/kb/suggestions/{id}/reject', response)).toMatchObject({
      state: 'rejected',
    })
    await refreshGaps({ ...app.ctx, clock: inAnHour }, own.id)
    expect(await listSuggestions(own)).toEqual([])
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeSuggestion({ app, own })
    const reject = (headers = {}) =>
      own.request('POST', `/v1/kb/suggestions/${id}/reject`, undefined, headers)
    const stale = await reject({ 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/kb/suggestions/{id}/reject', stale)
    const reader = await own.makeMember('level_1')
    expect((await reader.request('POST', `/v1/kb/suggestions/${id}/reject`)).status).toBe(403)
    expect((await reject({ 'if-match': '"1"' })).status).toBe(200)
    const again = await reject()
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/kb/suggestions/{id}/reject', again)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeSuggestion({ app, own })
    expect((await foreign.request('POST', `/v1/kb/suggestions/${id}/reject`)).status).toBe(404)
  },
})

test('a draft that a person sends as it is, although the knowledge was unsure, proposes a wording', async () => {
  const { app, own } = await given()
  await openChannel(own, 'draft')
  await put(own, entry('horario'))
  const text = 'oi, dá pra ir à noite?'
  const decision = await decideMessage(app, own, text)
  const limit = app.ctx.models.ranker.thresholds.auto
  expect(decision.route).toBe('review')
  expect(decision.citations[0]!.score).toBeLessThan(limit)
  await own.request('POST', `/v1/drafts/${decision.draft!.id}/approve`)
  await refreshGaps({ ...app.ctx, clock: inAnHour }, own.id)
  const [suggestion] = await listSuggestions(own)
  expect(suggestion).toMatchObject({ kind: 'variant', question: 'dá pra ir à noite?' })
  const accept = (etag: string) =>
    own.request('POST', `/v1/kb/suggestions/${suggestion!.id}/accept`, undefined, { 'if-match': etag })
  expect((await accept('"7"')).status).toBe(412)
  expect(await (await own.request('GET', '/v1/kb/entries/horario')).json()).toMatchObject({ variants: [] })
  expect((await accept('"1"')).status).toBe(200)
  expect(await (await own.request('GET', '/v1/kb/entries/horario')).json()).toMatchObject({
    variants: ['dá pra ir à noite?'],
    version: 2,
  })
})

testRoute('POST /v1/kb/entries/{id}/preview', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await putEntries(own)
    await decideMessage(app, own, 'Qual o horário de funcionamento?')
    await decideMessage(app, own, 'Vocês têm sala para as crianças? ana98765@example.com')
    const see = async (id: string, body: unknown) =>
      (await expectDocumented(
        'POST /v1/kb/entries/{id}/preview',
        await own.request('POST', `/v1/kb/entries/${id}/preview`, body),
      )) as EntryPreview
    expect(await see('horario', {})).toMatchObject({ changes: [], conflicts: [] })
    expect((await see('horario', { answer: 'Sempre aberto.' })).changes).toMatchObject([
      { kind: 'other_answer', question: 'Qual o horário de funcionamento?' },
    ])
    const lost = (await see('horario', { is_deleted: true })).changes
    expect(lost).toMatchObject([{ kind: 'lost', before: { external_id: 'horario' }, after: null }])
    const expired = await see('horario', { valid_until: '2020-01-01T00:00:00Z' })
    expect(expired.changes.map(({ kind }) => kind)).toEqual(['lost'])
    const gained = await see('criancas', {
      question: 'Vocês têm sala para crianças?',
      answer: 'Sim, no térreo.',
    })
    expect(gained.changes).toMatchObject([{ kind: 'gained', after: { external_id: 'criancas' } }])
    expect(JSON.stringify(gained)).not.toContain('98765')
    const other = await see('outro', { question: 'Que horas abrem?', answer: 'Às 10h.', language: 'pt' })
    expect(other.conflicts).toMatchObject([{ kind: 'contradiction', external_id: 'horario' }])
    // Nothing of it was stored.
    expect((await own.request('GET', '/v1/kb/entries/criancas')).status).toBe(404)
    expect(await (await own.request('GET', '/v1/kb/entries/horario')).json()).toMatchObject({ version: 1 })
  },
  invalid: async ({ own }) => {
    await putEntries(own)
    const see = (id: string, body: unknown) => own.request('POST', `/v1/kb/entries/${id}/preview`, body)
    for (const [response, status] of [
      [await see('horario', { answer: '' }), 422],
      [
        await see('horario', { valid_from: '2030-01-01T00:00:00Z', valid_until: '2029-01-01T00:00:00Z' }),
        422,
      ],
      [await see('unknown', { answer: 'Sim.' }), 404],
    ] as const) {
      expect(response.status).toBe(status)
      await expectDocumented('POST /v1/kb/entries/{id}/preview', response)
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect((await foreign.request('POST', '/v1/kb/entries/horario/preview', {})).status).toBe(404)
  },
})

testRoute('GET /v1/kb/usage', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await putEntries(own)
    await decideMessage(app, own, 'Qual o horário de funcionamento?')
    await openChannel(own, 'draft')
    const drafts: string[] = []
    for (let i = 0; i < 3; i += 1)
      drafts.push((await decideMessage(app, own, '¿Hacen envíos a todo el país?')).draft!.id)
    await own.request('POST', `/v1/drafts/${drafts[0]}/approve`)
    await own.request('POST', `/v1/drafts/${drafts[1]}/approve`, { text: 'Sí, a todo el país.' })
    await own.request('POST', `/v1/drafts/${drafts[2]}/reject`, { reason: 'no' })
    const read = async (query: string) =>
      (
        (await expectDocumented('GET /v1/kb/usage', await own.request('GET', `/v1/kb/usage?${query}`))) as {
          data: EntryUsage[]
        }
      ).data
    const byId = new Map((await read('')).map((row) => [row.external_id, row]))
    expect(byId.get('horario')).toMatchObject({ found: 1, sent_unseen: 1, sent_unchanged: 0, edited: 0 })
    expect(byId.get('envios')).toMatchObject({
      found: 3,
      sent_unseen: 0,
      sent_unchanged: 1,
      edited: 1,
      rejected: 1,
      last_found_at: expect.any(String),
    })
    const names = async (which: string) => (await read(`which=${which}`)).map((row) => row.external_id)
    expect(await names('never_found')).toHaveLength(byId.size - 2)
    expect(await names('edited_away')).toEqual(['envios'])
    expect((await names('used')).sort()).toEqual(['envios', 'horario'])
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/usage?days=0')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/kb/usage', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect(await (await foreign.request('GET', '/v1/kb/usage')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/kb/collections', {
  happy: async ({ own }) => {
    await put(own, entry('a'), entry('b', { collection: 'loja' }), entry('c', { collection: 'loja' }))
    const response = await own.request('GET', '/v1/kb/collections')
    expect(await expectDocumented('GET /v1/kb/collections', response)).toEqual({
      data: [
        { name: 'general', entries: 1 },
        { name: 'loja', entries: 2 },
      ],
    })
    const { data } = (await (await own.request('GET', '/v1/kb/entries?collection=loja')).json()) as {
      data: { external_id: string }[]
    }
    expect(data.map(({ external_id }) => external_id).sort()).toEqual(['b', 'c'])
  },
  invalid: async ({ own }) => {
    const response = await put(own, entry('a', { collection: '' }), entry('b', { priority: 1000 }))
    expect(await response.json()).toMatchObject({ created: 0, errors: [{ index: 0 }, { index: 1 }] })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await put(own, entry('a'))
    expect(await (await foreign.request('GET', '/v1/kb/collections')).json()).toEqual({ data: [] })
  },
})

const FULL = entry('cheia', {
  answer: '=1+1; "aspas", vírgula\ne linha',
  variants: ['que horas abre', 'abre quando'],
  tags: ['loja'],
  collection: 'loja',
  priority: 5,
  valid_until: '2099-01-01T00:00:00.000Z',
  review_at: '2098-01-01T00:00:00.000Z',
})

testRoute('GET /v1/kb/export', {
  happy: async ({ app, own }) => {
    const foreign = await app.makeWorkspace()
    await put(
      own,
      FULL,
      entry('simples', { question: 'Aceitam pix?', answer: '- Sim' }),
      entry('listas', {
        question: "'=já com apóstrofo",
        answer: '＝largo',
        variants: ['isto | ou aquilo', '"pix" vale?', 'diz "sim|não"', '"', "'-x"],
        tags: [' a ', '|'],
      }),
    )
    const read = async (format: string) => {
      const response = await own.request('GET', `/v1/kb/export?format=${format}`)
      expect(response.headers.get('content-disposition')).toContain(`knowledge.${format}`)
      return response.text()
    }
    // Whatever goes out comes back the same, in each form.
    const json = await read('json')
    expect(await (await foreign.request('PUT', '/v1/kb/entries', JSON.parse(json))).json()).toMatchObject({
      created: 3,
      errors: [],
    })
    for (const format of ['csv', 'jsonl']) {
      const started = await app.app.request(`/v1/kb/imports?format=${format}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${foreign.key}`,
          'content-type': format === 'csv' ? 'text/csv' : 'application/x-ndjson',
        },
        body: await read(format),
      })
      const { id } = (await started.json()) as { id: string }
      while (await importNext(app.ctx));
      expect(await (await foreign.request('GET', `/v1/kb/imports/${id}`)).json()).toMatchObject({
        unchanged: 3,
        errors: [],
      })
    }
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/export?format=xls')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/kb/export', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await put(own, FULL)
    expect(await (await foreign.request('GET', '/v1/kb/export?format=json')).json()).toEqual({ entries: [] })
  },
})

test('an entry whose date of review has come is told once a date, and listed', async () => {
  const { own } = await given()
  const { ctx } = currentApp()
  await put(own, entry('velho', { review_at: '2020-01-01T00:00:00Z' }), entry('novo'))
  while (await tellReviews(ctx));
  expect(await tellReviews(ctx)).toBe(false)
  const told = async () =>
    (await (await own.request('GET', '/v1/events?limit=100')).text()).match(/kb\.review_due/gu)
  expect(await told()).toHaveLength(1)
  const due = await own.request('GET', '/v1/kb/entries?due=review')
  expect(await due.json()).toMatchObject({ data: [{ external_id: 'velho' }] })
  await put(own, entry('velho', { review_at: '2021-01-01T00:00:00Z' }))
  while (await tellReviews(ctx));
  expect(await told()).toHaveLength(2)
})

test('an expired entry is never cited, and of two as good the one with priority is', async () => {
  const { app, own } = await given()
  await openChannel(own)
  await put(own, entry('expirado', { valid_until: '2020-01-01T00:00:00Z' }))
  expect((await decideMessage(app, own, 'Qual o horário de funcionamento?')).citations).toEqual([])
  await put(own, entry('b'), entry('a', { priority: 10 }), entry('c'))
  const decision = await decideMessage(app, own, 'Qual o horário de funcionamento?')
  expect(decision.citations.map(({ external_id }) => external_id)).toEqual(['a'])
})
