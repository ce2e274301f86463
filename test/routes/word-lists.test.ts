import { expect } from 'vitest'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const LIST = { name: 'concorrentes', language: 'pt', entries: ['Loja do Zé', 'zestore*'] }

async function create(own: TestWorkspace): Promise<string> {
  return ((await (await own.request('POST', '/v1/word-lists', LIST)).json()) as { id: string }).id
}

testRoute('GET /v1/word-lists', {
  happy: async ({ own }) => {
    const id = await create(own)
    const response = await own.request('GET', '/v1/word-lists')
    expect(await expectDocumented('GET /v1/word-lists', response)).toMatchObject({ data: [{ id, ...LIST }] })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/word-lists?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await create(own)
    expect(await (await foreign.request('GET', '/v1/word-lists')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/word-lists', {
  happy: async ({ app, own }) => {
    const response = await own.request('POST', '/v1/word-lists', LIST)
    expect(await expectDocumented('POST /v1/word-lists', response)).toMatchObject(LIST)
    const when = { signals: [{ signal: 'words', aspect: 'concorrentes', at_least: 1 }] }
    const rules = [{ id: 'concorrente', when, action: 'quarantine' }]
    await own.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, rules })
    await openChannel(own)
    expect(await decideMessage(app, own, 'Prefiro comprar na lója do ZE mesmo')).toMatchObject({
      route: 'quarantine',
      moderation: { rule: 'concorrente' },
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/word-lists', { ...LIST, entries: ['bom', '**'] })
    expect(response.status).toBe(422)
    expect(await expectDocumented('POST /v1/word-lists', response)).toMatchObject({
      errors: [{ pointer: '/entries/1' }],
    })
    await create(own)
    expect((await own.request('POST', '/v1/word-lists', LIST)).status).toBe(409)
    const many = { name: 'a', entries: Array.from({ length: 1000 }, (_, i) => `palavra${i}`) }
    expect((await own.request('POST', '/v1/word-lists', many)).status).toBe(201)
    expect((await own.request('POST', '/v1/word-lists', { ...many, name: 'b' })).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await create(own)
    expect((await foreign.request('POST', '/v1/word-lists', LIST)).status).toBe(201)
  },
})

testRoute('PUT /v1/word-lists/{id}', {
  happy: async ({ own }) => {
    const id = await create(own)
    const response = await own.request('PUT', `/v1/word-lists/${id}`, { ...LIST, language: null })
    expect(await expectDocumented('PUT /v1/word-lists/{id}', response)).toMatchObject({ id, language: null })
  },
  invalid: async ({ own }) => {
    const id = await create(own)
    expect((await own.request('PUT', `/v1/word-lists/${id}`, { ...LIST, entries: [] })).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await create(own)
    expect((await foreign.request('PUT', `/v1/word-lists/${id}`, { ...LIST, name: 'x' })).status).toBe(404)
  },
})

testRoute('DELETE /v1/word-lists/{id}', {
  happy: async ({ own }) => {
    const id = await create(own)
    const response = await own.request('DELETE', `/v1/word-lists/${id}`)
    expect(response.status).toBe(204)
    await expectDocumented('DELETE /v1/word-lists/{id}', response)
  },
  invalid: async ({ own }) => {
    expect((await own.request('DELETE', '/v1/word-lists/wrd_none')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await create(own)
    expect((await foreign.request('DELETE', `/v1/word-lists/${id}`)).status).toBe(404)
  },
})
