import { expect, test } from 'vitest'
import { importNext } from '../../src/knowledge/run-imports.ts'
import { ENTRIES, putEntries } from '../support/send-message.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('PUT /v1/kb/entries', {
  happy: async ({ own }) => {
    const put = async (entries: unknown[]) =>
      expectDocumented('PUT /v1/kb/entries', await own.request('PUT', '/v1/kb/entries', { entries }))
    expect(await put(ENTRIES)).toEqual({ created: 3, updated: 0, unchanged: 0, errors: [], conflicts: [] })
    const changed = { ...ENTRIES[0], answer: 'Abrimos todos os dias, das 8h às 20h.' }
    expect(await put([changed, ENTRIES[1]])).toEqual({
      created: 0,
      updated: 1,
      unchanged: 1,
      errors: [],
      conflicts: [],
    })
    const entry = await (await own.request('GET', '/v1/kb/entries/horario')).json()
    expect(entry).toMatchObject({ version: 2, answer: changed.answer, language: 'pt' })
  },
  invalid: async ({ own }) => {
    const malformed = await own.request('PUT', '/v1/kb/entries', { entries: 'none' })
    expect(malformed.status).toBe(422)
    await expectDocumented('PUT /v1/kb/entries', malformed)
    const entries = [
      ENTRIES[0],
      { external_id: 'x', question: '', answer: 'a' },
      { question: 'q' },
      ENTRIES[0],
    ]
    const beside = await own.request('PUT', '/v1/kb/entries', { entries })
    const body = (await expectDocumented('PUT /v1/kb/entries', beside)) as {
      created: number
      errors: { index: number; pointer: string; external_id: string | null }[]
    }
    expect(body.created).toBe(1)
    expect(body.errors.map((error) => `${error.index} ${error.pointer}`)).toEqual(
      expect.arrayContaining([
        '1 /entries/1/question',
        '2 /entries/2/external_id',
        '3 /entries/3/external_id',
      ]),
    )
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    await putEntries(foreign, [{ ...ENTRIES[0], answer: 'Nunca abrimos aqui, nem aos domingos.' }])
    expect(await (await own.request('GET', '/v1/kb/entries/horario')).json()).toMatchObject({ version: 1 })
  },
})

testRoute('GET /v1/kb/embedding', {
  happy: async ({ own }) => {
    await putEntries(own)
    const response = await own.request('GET', '/v1/kb/embedding')
    const body = (await expectDocumented('GET /v1/kb/embedding', response)) as Record<string, unknown>
    expect(body).toMatchObject({ pending: null, embedded: body.entries })
    expect(body.entries).toBeGreaterThan(0)
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/kb/embedding')
    expect(response.status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect(await (await foreign.request('GET', '/v1/kb/embedding')).json()).toMatchObject({ entries: 0 })
  },
})

testRoute('GET /v1/kb/entries', {
  happy: async ({ own }) => {
    await putEntries(own)
    const response = await own.request('GET', '/v1/kb/entries?limit=2')
    const page = (await expectDocumented('GET /v1/kb/entries', response)) as {
      data: unknown[]
      next_cursor: string
    }
    expect(page.data).toHaveLength(2)
    const rest = await own.request('GET', `/v1/kb/entries?cursor=${page.next_cursor}`)
    expect(await rest.json()).toMatchObject({ data: [expect.anything()], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/kb/entries?limit=1000')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect(await (await foreign.request('GET', '/v1/kb/entries')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/kb/entries/{id}', {
  happy: async ({ own }) => {
    await putEntries(own)
    const byOwn = await own.request('GET', '/v1/kb/entries/returns')
    const entry = (await expectDocumented('GET /v1/kb/entries/{id}', byOwn)) as { id: string }
    expect(await (await own.request('GET', `/v1/kb/entries/${entry.id}`)).json()).toEqual(entry)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/entries/none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/kb/entries/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect((await foreign.request('GET', '/v1/kb/entries/returns')).status).toBe(404)
  },
})

testRoute('DELETE /v1/kb/entries/{id}', {
  happy: async ({ own }) => {
    await putEntries(own)
    const response = await own.request('DELETE', '/v1/kb/entries/returns')
    expect(response.status).toBe(204)
    const found = await own.request('POST', '/v1/kb/search', {
      query: 'How long do I have to return an item?',
    })
    const { data } = (await found.json()) as { data: { entry: { external_id: string } }[] }
    expect(data.map((passage) => passage.entry.external_id)).not.toContain('returns')
  },
  invalid: async ({ own }) => {
    const response = await own.request('DELETE', '/v1/kb/entries/none')
    expect(response.status).toBe(404)
    await expectDocumented('DELETE /v1/kb/entries/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    expect((await foreign.request('DELETE', '/v1/kb/entries/returns')).status).toBe(404)
    expect((await own.request('GET', '/v1/kb/entries/returns')).status).toBe(200)
  },
})

testRoute('POST /v1/kb/search', {
  happy: async ({ own }) => {
    await putEntries(own)
    await putEntries(own, [{ ...ENTRIES[0], external_id: 'velho', valid_until: '2020-01-01T00:00:00Z' }])
    const response = await own.request('POST', '/v1/kb/search', { query: 'que horas vocês abrem?', limit: 2 })
    const body = (await expectDocumented('POST /v1/kb/search', response)) as {
      data: { entry: { external_id: string }; confidence: number }[]
    }
    expect(body.data[0]?.entry.external_id).toBe('horario')
    expect(body.data.map((passage) => passage.entry.external_id)).not.toContain('velho')
    expect(body.data.length).toBeLessThanOrEqual(2)
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/kb/search', { query: '', limit: 51 })
    expect(response.status).toBe(422)
    const body = (await expectDocumented('POST /v1/kb/search', response)) as { errors: { pointer: string }[] }
    expect(body.errors.map((error) => error.pointer).sort()).toEqual(['/limit', '/query'])
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    const response = await foreign.request('POST', '/v1/kb/search', { query: 'que horas vocês abrem?' })
    expect(await response.json()).toEqual({ data: [] })
  },
})

const CSV = 'pergunta;resposta;idioma\nQual o horário?;Abrimos das 9h às 19h.;pt\n;sem pergunta;pt\n'

testRoute('POST /v1/kb/imports', {
  happy: async ({ app, own }) => {
    const response = await own.request('POST', '/v1/kb/imports', undefined, { 'content-type': 'text/csv' })
    expect(response.status).toBe(422)
    const sent = await app.app.request('/v1/kb/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'text/csv; charset=utf-8' },
      // As Excel saves it.
      body: Buffer.from(CSV, 'latin1'),
    })
    expect(sent.status).toBe(202)
    const { id } = (await expectDocumented('POST /v1/kb/imports', sent)) as { id: string }
    await importNext(app.ctx)
    const state = await expectDocumented(
      'GET /v1/kb/imports/{id}',
      await own.request('GET', `/v1/kb/imports/${id}`),
    )
    expect(state).toMatchObject({
      state: 'done',
      total: 2,
      processed: 2,
      created: 1,
      // Its id follows from the question, so that the question alone is missing.
      errors: [{ row: 3, pointer: '/question' }],
    })
    const { data } = (await (await own.request('GET', '/v1/kb/entries')).json()) as { data: unknown[] }
    expect(data).toMatchObject([{ question: 'Qual o horário?', answer: 'Abrimos das 9h às 19h.' }])
  },
  invalid: async ({ app, own }) => {
    const response = await app.app.request('/v1/kb/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/pdf' },
      body: '%PDF',
    })
    expect(response.status).toBe(415)
    await expectDocumented('POST /v1/kb/imports', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const form = new FormData()
    form.set('file', new File(['# Qual o horário?\n\nAbrimos das 9h às 19h.\n'], 'faq.md'))
    const sent = await app.app.request('/v1/kb/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}` },
      body: form,
    })
    const { id } = (await sent.json()) as { id: string }
    await importNext(app.ctx)
    expect(await (await own.request('GET', '/v1/kb/entries')).json()).toMatchObject({
      data: [{ external_id: 'qual-o-horario' }],
    })
    expect(await (await foreign.request('GET', '/v1/kb/entries')).json()).toMatchObject({ data: [] })
    expect((await foreign.request('GET', `/v1/kb/imports/${id}`)).status).toBe(404)
  },
})

test('an import that breaks off names the line beside the faults before it, and is tried there three times', async () => {
  const { app, own } = await given()
  const rows = Array.from({ length: 101 }, (_, i) => `{"question":"Do you ship to ${i}?","answer":"Yes."}`)
  const sent = await app.app.request('/v1/kb/imports', {
    method: 'POST',
    headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/x-ndjson' },
    body: ['not json', ...rows.slice(1)].join('\n'),
  })
  const { id } = (await sent.json()) as { id: string }
  const { embedders } = app.ctx.models
  const embed: typeof embedders.embedded.embed = (texts) =>
    texts.some((text) => text.includes('100'))
      ? Promise.reject(new Error('no vectors'))
      : embedders.embedded.embed(texts)
  const models = {
    ...app.ctx.models,
    embedders: { ...embedders, embedded: { ...embedders.embedded, embed } },
  }
  const read = async () => (await own.request('GET', `/v1/kb/imports/${id}`)).json()
  for (let later = 0; later < 4; later += 1) {
    expect(await read()).toMatchObject({ state: later === 0 ? 'queued' : 'running' })
    await importNext({ ...app.ctx, models, clock: () => new Date(Date.now() + later * 60_000) })
  }
  expect(await read()).toMatchObject({
    state: 'failed',
    created: 99,
    errors: [{ row: 1, detail: 'is not JSON' }, { row: 101 }],
  })
})

testRoute('GET /v1/kb/imports', {
  happy: async ({ app, own }) => {
    await app.app.request('/v1/kb/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/x-ndjson' },
      body: '{"question":"Do you ship?","answer":"Yes, we ship to every state."}\nnot json\n',
    })
    await importNext(app.ctx)
    const response = await own.request('GET', '/v1/kb/imports')
    expect(await expectDocumented('GET /v1/kb/imports', response)).toMatchObject({
      data: [{ created: 1, errors: [{ row: 2, detail: 'is not JSON' }] }],
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/kb/imports?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ foreign }) => {
    expect(await (await foreign.request('GET', '/v1/kb/imports')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/kb/imports/{id}', {
  happy: async ({ app, own }) => {
    const sent = await app.app.request('/v1/kb/imports', {
      method: 'POST',
      headers: { authorization: `Bearer ${own.key}`, 'content-type': 'text/markdown' },
      body: '# FAQ\n\n## Do you ship?\n\nYes, to every state.\n',
    })
    const { id } = (await sent.json()) as { id: string }
    const response = await own.request('GET', `/v1/kb/imports/${id}`)
    expect(await expectDocumented('GET /v1/kb/imports/{id}', response)).toMatchObject({
      state: 'queued',
      processed: 0,
    })
    await importNext(app.ctx)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/kb/imports/imp_none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/kb/imports/{id}', response)
  },
  foreignWorkspace: async ({ foreign }) => {
    expect((await foreign.request('GET', '/v1/kb/imports/imp_none')).status).toBe(404)
  },
})
