import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { queues, threads } from '../../src/db/schema.ts'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

interface Shown {
  id: string
  name: string
  is_default: boolean
  member_ids: string[]
}

async function makeQueue(own: TestWorkspace, name: string, over: object = {}): Promise<Shown> {
  const response = await own.request('POST', '/v1/queues', { name, ...over })
  expect(response.status).toBe(201)
  return (await response.json()) as Shown
}

async function readQueues(own: TestWorkspace): Promise<Shown[]> {
  return ((await (await own.request('GET', '/v1/queues')).json()) as { data: Shown[] }).data
}

testRoute('POST /v1/queues', {
  happy: async ({ own }) => {
    const ana = await own.makeMember('sales')
    const response = await own.request('POST', '/v1/queues', {
      name: 'vendas',
      is_floating: true,
      floats_above: 25,
      member_ids: [ana.id, ana.id],
    })
    expect(response.status).toBe(201)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('POST /v1/queues', response)).toMatchObject({
      name: 'vendas',
      is_default: false,
      is_floating: true,
      floats_above: 25,
      member_ids: [ana.id],
    })
    const audit = await (await own.request('GET', '/v1/audit-events?limit=1')).json()
    expect(audit).toMatchObject({ data: [{ action: 'queue.created' }] })
    const events = await (await own.request('GET', '/v1/events')).json()
    expect(events).toMatchObject({ data: [{ type: 'member.created' }, { type: 'queue.created' }] })
  },
  invalid: async ({ app, own }) => {
    const foreign = await app.makeWorkspace()
    expect((await own.request('POST', '/v1/queues', { name: ' ' })).status).toBe(422)
    const taken = await own.request('POST', '/v1/queues', { name: 'geral' })
    expect(taken.status).toBe(409)
    expect(await expectDocumented('POST /v1/queues', taken)).toMatchObject({ errors: [{ pointer: '/name' }] })
    const stranger = await foreign.makeMember('sales')
    const gone = await own.makeMember('sales')
    await own.request('POST', `/v1/members/${gone.id}/deactivate`)
    for (const { id } of [stranger, gone]) {
      const wrong = await own.request('POST', '/v1/queues', { name: 'x', member_ids: [id] })
      expect(wrong.status).toBe(422)
      expect(await expectDocumented('POST /v1/queues', wrong)).toMatchObject({
        errors: [{ pointer: '/member_ids/0' }],
      })
    }
    const level1 = await own.makeMember('level_1')
    expect((await level1.request('POST', '/v1/queues', { name: 'x' })).status).toBe(403)
    expect(await readQueues(own)).toHaveLength(1)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await makeQueue(own, 'vendas')
    expect((await readQueues(foreign)).map((queue) => queue.name)).toEqual(['geral'])
    await makeQueue(foreign, 'vendas')
  },
})

testRoute('GET /v1/queues', {
  happy: async ({ own }) => {
    await makeQueue(own, 'vendas')
    const response = await own.request('GET', '/v1/queues')
    expect(await expectDocumented('GET /v1/queues', response)).toMatchObject({
      data: [
        { name: 'geral', is_default: true, member_ids: [] },
        { name: 'vendas', is_default: false },
      ],
      next_cursor: null,
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/queues?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const [first] = await readQueues(own)
    expect((await readQueues(foreign)).map((queue) => queue.id)).not.toContain(first!.id)
  },
})

testRoute('GET /v1/queues/{id}', {
  happy: async ({ own }) => {
    const { id } = await makeQueue(own, 'vendas')
    const response = await own.request('GET', `/v1/queues/${id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/queues/{id}', response)).toMatchObject({ id, name: 'vendas' })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/queues/que_none')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await makeQueue(own, 'vendas')
    expect((await foreign.request('GET', `/v1/queues/${id}`)).status).toBe(404)
  },
})

testRoute('PATCH /v1/queues/{id}', {
  happy: async ({ own }) => {
    const { id } = await makeQueue(own, 'vendas')
    const ana = await own.makeMember('sales')
    const response = await own.request('PATCH', `/v1/queues/${id}`, { member_ids: [ana.id] })
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented('PATCH /v1/queues/{id}', response)).toMatchObject({
      name: 'vendas',
      member_ids: [ana.id],
    })
    await own.request('PATCH', `/v1/queues/${id}`, { name: 'b2b', is_default: true })
    expect(await readQueues(own)).toMatchObject([
      { name: 'geral', is_default: false },
      { name: 'b2b', is_default: true, member_ids: [ana.id] },
    ])
  },
  invalid: async ({ own }) => {
    const { id } = await makeQueue(own, 'vendas')
    const path = `/v1/queues/${id}`
    expect((await own.request('PATCH', path, { is_default: false })).status).toBe(422)
    const stale = await own.request('PATCH', path, { name: 'x' }, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PATCH /v1/queues/{id}', stale)
    expect((await own.request('PATCH', path, { name: 'geral' })).status).toBe(409)
    const escalation = await own.makeMember('escalation')
    expect((await escalation.request('PATCH', path, { name: 'x' })).status).toBe(403)
    expect((await readQueues(own)).map((queue) => queue.name)).toEqual(['geral', 'vendas'])
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await makeQueue(own, 'vendas')
    expect((await foreign.request('PATCH', `/v1/queues/${id}`, { is_default: true })).status).toBe(404)
    expect((await readQueues(own)).find((queue) => queue.is_default)!.name).toBe('geral')
  },
})

testRoute('DELETE /v1/queues/{id}', {
  happy: async ({ own }) => {
    const { id } = await makeQueue(own, 'vendas')
    const response = await own.request('DELETE', `/v1/queues/${id}`)
    expect(response.status).toBe(204)
    await expectDocumented('DELETE /v1/queues/{id}', response)
    expect((await readQueues(own)).map((queue) => queue.name)).toEqual(['geral'])
    const audit = await (await own.request('GET', '/v1/audit-events?limit=1')).json()
    expect(audit).toMatchObject({ data: [{ action: 'queue.deleted', subject_id: id }] })
  },
  invalid: async ({ own }) => {
    const [support] = await readQueues(own)
    const standing = await own.request('DELETE', `/v1/queues/${support!.id}`)
    expect(standing.status).toBe(409)
    await expectDocumented('DELETE /v1/queues/{id}', standing)
    const { id } = await makeQueue(own, 'vendas')
    const stale = await own.request('DELETE', `/v1/queues/${id}`, undefined, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await makeQueue(own, 'vendas')
    expect((await foreign.request('DELETE', `/v1/queues/${id}`)).status).toBe(404)
    expect(await readQueues(own)).toHaveLength(2)
  },
})

test('a workspace has one default queue at any time, also when two are made it at once', async () => {
  const { app, own } = await given()
  const made = [await makeQueue(own, 'a'), await makeQueue(own, 'b')]
  await Promise.all(made.map(({ id }) => own.request('PATCH', `/v1/queues/${id}`, { is_default: true })))
  const rows = await app.ctx.db.select().from(queues).where(eq(queues.workspace_id, own.id))
  expect(rows.filter((row) => row.is_default)).toHaveLength(1)
})

test('a queue in which somebody waits stays, and one whose threads are resolved goes', async () => {
  const { app, own } = await given()
  const { id } = await makeQueue(own, 'vendas')
  const { thread_id } = await accept(own, messageBody('Oi'))
  await app.ctx.db.update(threads).set({ queue_id: id }).where(eq(threads.id, thread_id))
  expect((await own.request('DELETE', `/v1/queues/${id}`)).status).toBe(409)
  await own.request('POST', `/v1/threads/${thread_id}/resolve`)
  expect((await own.request('DELETE', `/v1/queues/${id}`)).status).toBe(204)
  expect(await (await own.request('GET', `/v1/threads/${thread_id}`)).json()).toMatchObject({
    queue_id: null,
  })
})
