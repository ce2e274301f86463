import { describe, expect, test } from 'vitest'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

interface Shown {
  id: string
  role: string
  presence: string
  is_active: boolean
  revision: number
}

async function readMember(own: TestWorkspace, id: string): Promise<Shown> {
  return (await (await own.request('GET', `/v1/members/${id}`)).json()) as Shown
}

/** Names of the events of the workspace since it was made, oldest first. */
async function eventTypes(own: TestWorkspace): Promise<string[]> {
  const body = (await (await own.request('GET', '/v1/events')).json()) as { data: { type: string }[] }
  return body.data.map((event) => event.type)
}

async function newestAudit(own: TestWorkspace) {
  const body = (await (await own.request('GET', '/v1/audit-events?limit=1')).json()) as {
    data: { action: string; subject_id: string; actor: { kind: string; id: string }; details: object }[]
  }
  return body.data[0]!
}

testRoute('POST /v1/members', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/members', {
      name: 'Ana',
      role: 'level_2',
      email: 'Ana@loja.example',
      skills: [' Billing ', 'billing', 'Trocas'],
      languages: ['pt', 'es'],
      capacity: 5,
    })
    expect(response.status).toBe(201)
    const made = (await expectDocumented('POST /v1/members', response)) as Shown
    expect(made).toMatchObject({
      skills: ['billing', 'trocas'],
      languages: ['pt', 'es'],
      capacity: 5,
      presence: 'offline',
      is_active: true,
    })
    expect(await eventTypes(own)).toEqual(['member.created'])
    const audit = await newestAudit(own)
    expect(audit).toMatchObject({
      action: 'member.created',
      subject_id: made.id,
      details: { role: 'level_2' },
    })
    expect(JSON.stringify(audit)).not.toMatch(/loja\.example|Ana/)
  },
  invalid: async ({ own }) => {
    for (const wrong of [{ role: 'queen' }, { email: 'ana' }, { languages: ['xx'] }, { capacity: -1 }]) {
      const response = await own.request('POST', '/v1/members', { name: 'Ana', role: 'qa', ...wrong })
      expect(response.status).toBe(422)
      await expectDocumented('POST /v1/members', response)
    }
    await own.request('POST', '/v1/members', { name: 'Ana', role: 'qa', email: 'ana@loja.example' })
    const twice = { name: 'Bia', role: 'qa', email: 'ANA@Loja.example' }
    const taken = await own.request('POST', '/v1/members', twice)
    expect(taken.status).toBe(409)
    expect(await expectDocumented('POST /v1/members', taken)).toMatchObject({
      errors: [{ pointer: '/email' }],
    })
    const level2 = await own.makeMember('level_2')
    expect((await level2.request('POST', '/v1/members', { name: 'Bia', role: 'qa' })).status).toBe(403)
    const manager = await own.makeMember('manager')
    expect((await manager.request('POST', '/v1/members', { name: 'Bia', role: 'admin' })).status).toBe(403)
    expect((await manager.request('POST', '/v1/members', { name: 'Bia', role: 'level_1' })).status).toBe(201)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const ana = { name: 'Ana', role: 'manager', email: 'ana@loja.example' }
    await own.request('POST', '/v1/members', ana)
    expect(await (await foreign.request('GET', '/v1/members')).json()).toMatchObject({ data: [] })
    expect((await foreign.request('POST', '/v1/members', ana)).status).toBe(201)
  },
})

testRoute('GET /v1/members', {
  happy: async ({ own }) => {
    const qa = await own.makeMember('qa')
    const sales = await own.makeMember('sales')
    await own.request('POST', `/v1/members/${sales.id}/deactivate`)
    const list = async (query: string) => {
      const response = await own.request('GET', `/v1/members${query}`)
      const body = (await expectDocumented('GET /v1/members', response)) as { data: Shown[] }
      return body.data.map((member) => member.id)
    }
    expect(await list('')).toEqual([qa.id, sales.id])
    expect(await list('?role=qa')).toEqual([qa.id])
    expect(await list('?is_active=false')).toEqual([sales.id])
    expect(await list('?is_active=true')).toEqual([qa.id])
    expect(await list('?presence=online')).toEqual([])
    expect(await list(`?limit=1`)).toEqual([qa.id])
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/members?limit=-3')).status).toBe(422)
    expect((await own.request('GET', '/v1/members?role=queen')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.makeMember('qa')
    expect(await (await foreign.request('GET', '/v1/members')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/members/{id}', {
  happy: async ({ own }) => {
    const { id } = await own.makeMember('qa')
    const response = await own.request('GET', `/v1/members/${id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/members/{id}', response)).toMatchObject({ id, role: 'qa' })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/members/mem_none')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await own.makeMember('qa')
    expect((await foreign.request('GET', `/v1/members/${id}`)).status).toBe(404)
  },
})

testRoute('PATCH /v1/members/{id}', {
  happy: async ({ own }) => {
    const { id } = await own.makeMember('level_1', { email: 'ana@loja.example' })
    const response = await own.request('PATCH', `/v1/members/${id}`, { role: 'sales', skills: ['B2B'] })
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented('PATCH /v1/members/{id}', response)).toMatchObject({
      role: 'sales',
      skills: ['b2b'],
      email: 'ana@loja.example',
      capacity: 20,
    })
    expect(await eventTypes(own)).toEqual(['member.created', 'member.changed'])
    expect(await newestAudit(own)).toMatchObject({
      action: 'member.changed',
      details: { fields: ['role', 'skills'] },
    })
    const same = await own.request('PATCH', `/v1/members/${id}`, { email: 'ANA@loja.example' })
    expect(same.status).toBe(200)
  },
  invalid: async ({ own }) => {
    const { id } = await own.makeMember('level_1')
    expect((await own.request('PATCH', `/v1/members/${id}`, { role: 'queen' })).status).toBe(422)
    const stale = await own.request('PATCH', `/v1/members/${id}`, { name: 'B' }, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PATCH /v1/members/{id}', stale)
    await own.makeMember('qa', { email: 'bia@loja.example' })
    const taken = await own.request('PATCH', `/v1/members/${id}`, { email: 'BIA@loja.example' })
    expect(taken.status).toBe(409)
    expect(await readMember(own, id)).toMatchObject({ revision: 1 })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await own.makeMember('level_1')
    expect((await foreign.request('PATCH', `/v1/members/${id}`, { role: 'qa' })).status).toBe(404)
    expect(await readMember(own, id)).toMatchObject({ role: 'level_1' })
  },
})

testRoute('POST /v1/members/{id}/deactivate', {
  happy: async ({ own }) => {
    const member = await own.makeMember('level_1')
    expect((await member.request('GET', '/v1/threads')).status).toBe(200)
    await member.request('PUT', `/v1/members/${member.id}/presence`, { presence: 'online' })
    const response = await own.request('POST', `/v1/members/${member.id}/deactivate`)
    expect(await expectDocumented('POST /v1/members/{id}/deactivate', response)).toMatchObject({
      is_active: false,
      presence: 'offline',
    })
    expect((await member.request('GET', '/v1/threads')).status).toBe(401)
    expect((await eventTypes(own)).at(-1)).toBe('member.deactivated')
    expect(await newestAudit(own)).toMatchObject({ action: 'member.deactivated', subject_id: member.id })
  },
  invalid: async ({ own }) => {
    const { id } = await own.makeMember('qa')
    const stale = await own.request('POST', `/v1/members/${id}/deactivate`, undefined, { 'if-match': '"9"' })
    expect(stale.status).toBe(412)
    await own.request('POST', `/v1/members/${id}/deactivate`)
    const again = await own.request('POST', `/v1/members/${id}/deactivate`)
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/members/{id}/deactivate', again)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await own.makeMember('qa')
    expect((await foreign.request('POST', `/v1/members/${id}/deactivate`)).status).toBe(404)
    expect(await readMember(own, id)).toMatchObject({ is_active: true })
  },
})

testRoute('POST /v1/members/{id}/reactivate', {
  happy: async ({ own }) => {
    const member = await own.makeMember('level_1')
    await own.request('POST', `/v1/members/${member.id}/deactivate`)
    const response = await own.request('POST', `/v1/members/${member.id}/reactivate`)
    expect(await expectDocumented('POST /v1/members/{id}/reactivate', response)).toMatchObject({
      is_active: true,
    })
    expect((await member.request('GET', '/v1/threads')).status).toBe(200)
  },
  invalid: async ({ own }) => {
    const { id } = await own.makeMember('qa')
    const response = await own.request('POST', `/v1/members/${id}/reactivate`)
    expect(response.status).toBe(409)
    await expectDocumented('POST /v1/members/{id}/reactivate', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await own.makeMember('qa')
    await own.request('POST', `/v1/members/${id}/deactivate`)
    expect((await foreign.request('POST', `/v1/members/${id}/reactivate`)).status).toBe(404)
    expect(await readMember(own, id)).toMatchObject({ is_active: false })
  },
})

testRoute('PUT /v1/members/{id}/presence', {
  happy: async ({ own }) => {
    const member = await own.makeMember('qa')
    const path = `/v1/members/${member.id}/presence`
    const response = await member.request('PUT', path, { presence: 'online' })
    expect(await expectDocumented('PUT /v1/members/{id}/presence', response)).toMatchObject({
      presence: 'online',
    })
    const manager = await own.makeMember('manager')
    const away = await manager.request('PUT', path, { presence: 'away' })
    expect(await away.json()).toMatchObject({ presence: 'away' })
    expect(await newestAudit(own)).toMatchObject({
      action: 'member.presence_set',
      actor: { kind: 'member', id: manager.id },
    })
  },
  invalid: async ({ own }) => {
    const member = await own.makeMember('escalation')
    const other = await own.makeMember('level_1')
    const path = `/v1/members/${other.id}/presence`
    expect((await member.request('PUT', path, { presence: 'asleep' })).status).toBe(422)
    const others = await member.request('PUT', path, { presence: 'online' })
    expect(others.status).toBe(403)
    await expectDocumented('PUT /v1/members/{id}/presence', others)
    await own.request('POST', `/v1/members/${other.id}/deactivate`)
    expect((await own.request('PUT', path, { presence: 'online' })).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await own.makeMember('qa')
    const path = `/v1/members/${id}/presence`
    expect((await foreign.request('PUT', path, { presence: 'online' })).status).toBe(404)
    expect(await readMember(own, id)).toMatchObject({ presence: 'offline' })
  },
})

describe('what a role allows', () => {
  test('a member’s key acts as the member and never does more than the role, whatever its own scopes', async () => {
    const { own } = await given()
    const member = await own.makeMember('level_1')
    expect((await member.request('GET', '/v1/threads')).status).toBe(200)
    expect((await member.request('PUT', '/v1/channels/x', { kind: 'web' })).status).toBe(403)
    const manager = await own.makeMember('manager')
    expect((await manager.request('PUT', '/v1/channels/x', { kind: 'web' })).ok).toBe(true)
    expect(await newestAudit(own)).toMatchObject({ actor: { kind: 'member', id: manager.id } })
    const made = await own.request('POST', '/v1/api-keys', {
      name: 'narrow',
      scopes: ['threads:read'],
      member_id: manager.id,
    })
    const narrow = { authorization: `Bearer ${((await made.json()) as { key: string }).key}` }
    expect((await own.request('GET', '/v1/threads', undefined, narrow)).status).toBe(200)
    expect((await own.request('GET', '/v1/channels', undefined, narrow)).status).toBe(403)
  })

  test('a changed role holds from the next request on', async () => {
    const { own } = await given()
    const member = await own.makeMember('level_1')
    expect((await member.request('POST', '/v1/queues', { name: 'a' })).status).toBe(403)
    await own.request('PATCH', `/v1/members/${member.id}`, { role: 'manager' })
    expect((await member.request('POST', '/v1/queues', { name: 'a' })).status).toBe(201)
    await own.request('PATCH', `/v1/members/${member.id}`, { role: 'level_1' })
    expect((await member.request('POST', '/v1/queues', { name: 'b' })).status).toBe(403)
  })

  test('nobody raises themselves, or touches whoever may do more', async () => {
    const { own } = await given()
    const manager = await own.makeMember('manager')
    const admin = await own.makeMember('admin')
    await own.makeMember('admin')
    const raised = await manager.request('PATCH', `/v1/members/${manager.id}`, { role: 'admin' })
    expect(raised.status).toBe(403)
    const seized = await manager.request('PATCH', `/v1/members/${admin.id}`, { email: 'me@loja.example' })
    expect(seized.status).toBe(403)
    expect((await manager.request('POST', `/v1/members/${admin.id}/deactivate`)).status).toBe(403)
    expect(await readMember(own, admin.id)).toMatchObject({ role: 'admin', is_active: true, revision: 1 })
  })

  test('the last active admin can be neither deactivated nor made something else', async () => {
    const { own } = await given()
    const first = await own.makeMember('admin')
    const second = await own.makeMember('admin')
    expect((await own.request('POST', `/v1/members/${second.id}/deactivate`)).status).toBe(200)
    expect((await own.request('POST', `/v1/members/${first.id}/deactivate`)).status).toBe(409)
    expect((await own.request('PATCH', `/v1/members/${first.id}`, { role: 'qa' })).status).toBe(409)
    expect((await own.request('PATCH', `/v1/members/${first.id}`, { role: 'admin' })).status).toBe(200)
    expect(await readMember(own, first.id)).toMatchObject({ role: 'admin', is_active: true })
  })

  test('two admins who take each other’s role at once leave one', async () => {
    const { own } = await given()
    const admins = [await own.makeMember('admin'), await own.makeMember('admin')]
    const answers = await Promise.all(
      admins.map((_admin, i) =>
        admins[i]!.request('PATCH', `/v1/members/${admins[1 - i]!.id}`, { role: 'qa' }),
      ),
    )
    const after = await Promise.all(admins.map(({ id }) => readMember(own, id)))
    expect(after.filter((member) => member.role === 'admin')).toHaveLength(1)
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
  })
})
