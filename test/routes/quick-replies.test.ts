import { expect } from 'vitest'
import type { QuickReply } from '../../src/domain/quick-reply.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const THANKS = {
  shortcut: '/obrigado',
  language: 'pt',
  category: 'cortesia',
  text: 'Obrigada, {first_name|você}!',
}
const PATH = '/v1/quick-replies'

async function make(own: Pick<TestWorkspace, 'request'>, over: object = {}): Promise<QuickReply> {
  const response = await own.request('POST', PATH, { ...THANKS, ...over })
  expect(response.status).toBe(201)
  return (await response.json()) as QuickReply
}

testRoute('GET /v1/quick-replies', {
  happy: async ({ own }) => {
    await make(own)
    await make(own, { language: 'es', text: '¡Gracias!' })
    await make(own, { shortcut: '/troca', category: 'pedidos' })
    const level1 = await own.makeMember('level_1')
    const response = await level1.request('GET', `${PATH}?shortcut=/ob&language=pt&category=cortesia`)
    expect(await expectDocumented('GET /v1/quick-replies', response)).toMatchObject({
      data: [THANKS],
      next_cursor: null,
    })
    const first = (await (await own.request('GET', `${PATH}?limit=2`)).json()) as { next_cursor: string }
    const next = await own.request('GET', `${PATH}?cursor=${first.next_cursor}`)
    expect(await next.json()).toMatchObject({ data: [{ shortcut: '/troca' }] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `${PATH}?language=fr`)
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/quick-replies', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await make(own)
    expect(await (await foreign.request('GET', PATH)).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/quick-replies', {
  happy: async ({ own }) => {
    const response = await own.request('POST', PATH, THANKS)
    expect(response.status).toBe(201)
    expect(await expectDocumented('POST /v1/quick-replies', response)).toMatchObject({
      ...THANKS,
      revision: 1,
    })
  },
  invalid: async ({ own }) => {
    for (const wrong of [
      { shortcut: 'obrigado' },
      { shortcut: '/Dois Pontos' },
      { text: '' },
      { text: 'Oi {Nome}' },
    ]) {
      const response = await own.request('POST', PATH, { ...THANKS, ...wrong })
      expect(response.status).toBe(422)
      await expectDocumented('POST /v1/quick-replies', response)
    }
    await make(own)
    const taken = await own.request('POST', PATH, THANKS)
    expect(taken.status).toBe(409)
    await expectDocumented('POST /v1/quick-replies', taken)
    const level1 = await own.makeMember('level_1')
    expect((await level1.request('POST', PATH, { ...THANKS, shortcut: '/x' })).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await make(own)
    await make(foreign)
  },
})

testRoute('GET /v1/quick-replies/{id}', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('GET', `${PATH}/${id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/quick-replies/{id}', response)).toMatchObject({ id, ...THANKS })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `${PATH}/qr_none`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/quick-replies/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('GET', `${PATH}/${id}`)).status).toBe(404)
  },
})

testRoute('PUT /v1/quick-replies/{id}', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const changed = { ...THANKS, text: 'Muito obrigada!' }
    const response = await own.request('PUT', `${PATH}/${id}`, changed, { 'if-match': '"1"' })
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented('PUT /v1/quick-replies/{id}', response)).toMatchObject({
      ...changed,
      revision: 2,
    })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    await make(own, { shortcut: '/oi' })
    const stale = await own.request('PUT', `${PATH}/${id}`, THANKS, { 'if-match': '"5"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/quick-replies/{id}', stale)
    expect((await own.request('PUT', `${PATH}/${id}`, { ...THANKS, shortcut: '/oi' })).status).toBe(409)
    expect((await own.request('PUT', `${PATH}/${id}`, {})).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('PUT', `${PATH}/${id}`, THANKS)).status).toBe(404)
  },
})

testRoute('DELETE /v1/quick-replies/{id}', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('DELETE', `${PATH}/${id}`)
    expect(response.status).toBe(204)
    expect((await own.request('GET', `${PATH}/${id}`)).status).toBe(404)
    await make(own)
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const stale = await own.request('DELETE', `${PATH}/${id}`, undefined, { 'if-match': '"5"' })
    expect(stale.status).toBe(412)
    await expectDocumented('DELETE /v1/quick-replies/{id}', stale)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('DELETE', `${PATH}/${id}`)).status).toBe(404)
    expect((await own.request('GET', `${PATH}/${id}`)).status).toBe(200)
  },
})
