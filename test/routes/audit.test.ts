import { expect } from 'vitest'
import { OVERRIDE } from '../support/send-message.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

interface Entries {
  data: { id: string; action: string; subject_id: string; created_at: string; actor: { id: string } }[]
}

testRoute('GET /v1/audit-events', {
  happy: async ({ own }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'web', mode: 'auto', ...OVERRIDE })
    await own.request('PUT', '/v1/channels/outra', { kind: 'web' })
    const read = async (query: string) => {
      const response = await own.request('GET', `/v1/audit-events?${query}`)
      return ((await expectDocumented('GET /v1/audit-events', response)) as Entries).data
    }
    const all = await read('')
    expect(all[0]).toMatchObject({ action: 'channel.created', subject_id: 'outra' })
    expect((await read('subject_id=loja')).map((entry) => entry.action)).toEqual([
      'channel.auto_override',
      'channel.created',
    ])
    expect((await read('action=channel.auto_override')).map((entry) => entry.subject_id)).toEqual(['loja'])
    expect(await read(`actor_id=${all[0]!.actor.id}`)).toHaveLength(3)
    const at = encodeURIComponent(all[0]!.created_at)
    expect((await read(`from=${at}`)).map((entry) => entry.id)).toContain(all[0]!.id)
    expect((await read(`until=${at}`)).map((entry) => entry.id)).not.toContain(all[0]!.id)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/audit-events?cursor=!')).status).toBe(422)
    expect((await own.request('GET', '/v1/audit-events?from=yesterday')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/channels/loja', { kind: 'web' })
    const body = (await (await foreign.request('GET', '/v1/audit-events')).json()) as Entries
    expect(body.data.map((entry) => entry.subject_id)).not.toContain('loja')
  },
})

testRoute('GET /v1/audit-events/verification', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/audit-events/verification')
    const body = await expectDocumented('GET /v1/audit-events/verification', response)
    expect(body).toMatchObject({ workspace_id: own.id, is_intact: true, faults: [] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/audit-events/verification?expect=1')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/audit-events/verification', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const response = await foreign.request('GET', `/v1/audit-events/verification?workspace_id=${own.id}`)
    expect(response.status).toBe(404)
  },
})
