import { expect, test } from 'vitest'
import { DEFAULT_WORKSPACE } from '../../src/access/ensure-default-workspace.ts'
import { asOperator } from '../support/as-operator.ts'
import { currentApp, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('POST /v1/workspaces', {
  happy: async ({ app }) => {
    const operator = await asOperator(app)
    const response = await operator('POST', '/v1/workspaces', { name: 'Loja', settings: { tone: 'formal' } })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const made = (await expectDocumented('POST /v1/workspaces', response)) as {
      id: string
      api_key: { key: string }
    }
    const own = await app.app.request(`/v1/workspaces/${made.id}`, {
      headers: { authorization: `Bearer ${made.api_key.key}` },
    })
    expect(await own.json()).toMatchObject({
      name: 'Loja',
      settings: { tone: 'formal', stop_everything: false },
    })
  },
  invalid: async ({ app }) => {
    const operator = await asOperator(app)
    const response = await operator('POST', '/v1/workspaces', {
      name: '',
      settings: { time_zone: 'Mars/Olympus', order_masks: ['PED-aaa'] },
    })
    expect(response.status).toBe(422)
    const body = (await expectDocumented('POST /v1/workspaces', response)) as {
      errors: { pointer: string }[]
    }
    expect(body.errors.map((error) => error.pointer).sort()).toEqual([
      '/name',
      '/settings/order_masks/0',
      '/settings/time_zone',
    ])
  },
  foreignWorkspace: async ({ own }) => {
    const response = await own.request('POST', '/v1/workspaces', { name: 'Loja' })
    expect(response.status).toBe(403)
    await expectDocumented('POST /v1/workspaces', response)
  },
})

test.each([
  [{}, ['geral', 'Horário de atendimento', 'Todas as conversas', 'primeira chave']],
  [
    { time_zone: 'America/Bogota' },
    ['general', 'Horario de atención', 'Todas las conversaciones', 'primera clave'],
  ],
  [{ time_zone: 'Europe/Berlin' }, ['support', 'Business hours', 'Every thread', 'first key']],
])(
  'what a workspace with %j starts with is named in the language of its time zone',
  async (settings, names) => {
    const app = currentApp()
    const operator = await asOperator(app)
    const made = await operator('POST', '/v1/workspaces', { name: 'Loja', settings })
    const { api_key } = (await made.json()) as { api_key: { key: string } }
    const lists = ['queues', 'business-calendars', 'sla-policies', 'api-keys'].map(async (path) => {
      const headers = { authorization: `Bearer ${api_key.key}` }
      const { data } = (await (await app.app.request(`/v1/${path}`, { headers })).json()) as {
        data: { name: string }[]
      }
      return data.map(({ name }) => name)
    })
    expect((await Promise.all(lists)).flat()).toEqual(names)
  },
)

testRoute('GET /v1/workspaces', {
  happy: async ({ app, own }) => {
    const operator = await asOperator(app)
    const all: string[] = []
    for (let cursor = ''; ; ) {
      const response = await operator('GET', `/v1/workspaces?limit=100${cursor}`)
      const page = (await expectDocumented('GET /v1/workspaces', response)) as {
        data: { id: string }[]
        next_cursor: string | null
      }
      all.push(...page.data.map((workspace) => workspace.id))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(all).toEqual(expect.arrayContaining([DEFAULT_WORKSPACE, own.id]))
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/workspaces?limit=many')).status).toBe(422)
  },
  foreignWorkspace: async ({ own }) => {
    const body = (await (await own.request('GET', '/v1/workspaces')).json()) as { data: { id: string }[] }
    expect(body.data.map((workspace) => workspace.id)).toEqual([own.id])
  },
})

testRoute('GET /v1/workspaces/{id}', {
  happy: async ({ own }) => {
    const response = await own.request('GET', `/v1/workspaces/${own.id}`)
    expect(await expectDocumented('GET /v1/workspaces/{id}', response)).toMatchObject({ id: own.id })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `/v1/workspaces/${'x'.repeat(101)}`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const response = await foreign.request('GET', `/v1/workspaces/${own.id}`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/workspaces/{id}', response)
  },
})

testRoute('PATCH /v1/workspaces/{id}', {
  happy: async ({ own }) => {
    const response = await own.request('PATCH', `/v1/workspaces/${own.id}`, {
      settings: { stop_everything: true },
    })
    expect(await expectDocumented('PATCH /v1/workspaces/{id}', response)).toMatchObject({
      name: 'test',
      settings: { stop_everything: true, tone: 'friendly' },
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { tone: 'rude' } })
    expect(response.status).toBe(422)
    await expectDocumented('PATCH /v1/workspaces/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const response = await foreign.request('PATCH', `/v1/workspaces/${own.id}`, { name: 'taken' })
    expect(response.status).toBe(404)
    expect(await (await own.request('GET', `/v1/workspaces/${own.id}`)).json()).toMatchObject({
      name: 'test',
    })
  },
})

testRoute('POST /v1/api-keys', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/api-keys', { name: 'reader', scopes: ['threads:read'] })
    expect(response.status).toBe(201)
    const made = (await expectDocumented('POST /v1/api-keys', response)) as { key: string; prefix: string }
    expect(made.key.startsWith(made.prefix)).toBe(true)
    const used = await own.request('GET', '/v1/threads', undefined, { authorization: `Bearer ${made.key}` })
    expect(used.status).toBe(200)
  },
  invalid: async ({ app, own }) => {
    const foreign = await app.makeWorkspace()
    const wrong = await own.request('POST', '/v1/api-keys', { name: 'x', scopes: ['everything'] })
    expect(wrong.status).toBe(422)
    const member = await foreign.request('POST', '/v1/members', { name: 'Ana', role: 'manager' })
    const { id } = (await member.json()) as { id: string }
    const stolen = await own.request('POST', '/v1/api-keys', { name: 'x', scopes: ['*'], member_id: id })
    expect(stolen.status).toBe(422)
    expect(await expectDocumented('POST /v1/api-keys', stolen)).toMatchObject({
      errors: [{ pointer: '/member_id' }],
    })
    const weak = await own.makeKey(['keys:write'])
    const raised = await own.request(
      'POST',
      '/v1/api-keys',
      { name: 'x', scopes: ['*'] },
      { authorization: `Bearer ${weak}` },
    )
    expect(raised.status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('POST', '/v1/api-keys', { name: 'secret', scopes: ['*'] })
    const seen = (await (await foreign.request('GET', '/v1/api-keys')).json()) as { data: { name: string }[] }
    expect(seen.data.map((key) => key.name)).toEqual(['primeira chave'])
  },
})

testRoute('GET /v1/api-keys', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/api-keys')
    const text = await response.clone().text()
    expect(await expectDocumented('GET /v1/api-keys', response)).toMatchObject({
      data: [{ name: 'primeira chave' }],
    })
    expect(text).not.toContain(own.key)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/api-keys?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.makeKey(['classify'])
    const seen = (await (await foreign.request('GET', '/v1/api-keys')).json()) as { data: unknown[] }
    expect(seen.data).toHaveLength(1)
  },
})

async function newKey(own: { request(method: string, path: string, body?: unknown): Promise<Response> }) {
  const made = await own.request('POST', '/v1/api-keys', { name: 'k', scopes: ['threads:read'] })
  return (await made.json()) as { id: string; key: string }
}

testRoute('POST /v1/api-keys/{id}/rotate', {
  happy: async ({ own }) => {
    const old = await newKey(own)
    const response = await own.request('POST', `/v1/api-keys/${old.id}/rotate`, { overlap_s: 60 })
    expect(response.status).toBe(201)
    const successor = (await expectDocumented('POST /v1/api-keys/{id}/rotate', response)) as { key: string }
    for (const key of [old.key, successor.key]) {
      const used = await own.request('GET', '/v1/threads', undefined, { authorization: `Bearer ${key}` })
      expect(used.status).toBe(200)
    }
    const now = await own.request('POST', `/v1/api-keys/${old.id}/rotate`, { overlap_s: 0 })
    expect(now.status).toBe(201)
    expect(
      (await own.request('GET', '/v1/threads', undefined, { authorization: `Bearer ${old.key}` })).status,
    ).toBe(401)
  },
  invalid: async ({ own }) => {
    const { id } = await newKey(own)
    expect((await own.request('POST', `/v1/api-keys/${id}/rotate`, { overlap_s: -1 })).status).toBe(422)
    expect((await own.request('POST', '/v1/api-keys/key_none/rotate', {})).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await newKey(own)
    expect((await foreign.request('POST', `/v1/api-keys/${id}/rotate`, {})).status).toBe(404)
  },
})

testRoute('DELETE /v1/api-keys/{id}', {
  happy: async ({ own }) => {
    const { id, key } = await newKey(own)
    const response = await own.request('DELETE', `/v1/api-keys/${id}`)
    expect(response.status).toBe(204)
    await expectDocumented('DELETE /v1/api-keys/{id}', response)
    expect(
      (await own.request('GET', '/v1/threads', undefined, { authorization: `Bearer ${key}` })).status,
    ).toBe(401)
  },
  invalid: async ({ own }) => {
    const response = await own.request('DELETE', '/v1/api-keys/key_none')
    expect(response.status).toBe(404)
    await expectDocumented('DELETE /v1/api-keys/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id, key } = await newKey(own)
    expect((await foreign.request('DELETE', `/v1/api-keys/${id}`)).status).toBe(404)
    expect(
      (await own.request('GET', '/v1/threads', undefined, { authorization: `Bearer ${key}` })).status,
    ).toBe(200)
  },
})
