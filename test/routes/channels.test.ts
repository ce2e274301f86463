import { expect } from 'vitest'
import { testRoute, useTestApp } from '../support/test-route.ts'
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
    const changed = await own.request('PUT', '/v1/channels/loja', { kind: 'whatsapp', mode: 'auto' })
    expect(changed.status).toBe(200)
    expect(await changed.json()).toMatchObject({ mode: 'auto', settle_ms: 2000, stale_after_s: 86_400 })
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
      { kind: 'web', mode: 'auto' },
      { authorization: `Bearer ${key}` },
    )
    expect(auto.status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'whatsapp', mode: 'auto' })
    await foreign.request('PUT', '/v1/channels/loja', { kind: 'email', mode: 'off' })
    expect(await (await own.request('GET', '/v1/channels/loja')).json()).toMatchObject({
      kind: 'whatsapp',
      mode: 'auto',
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
