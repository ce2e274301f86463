import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { threads } from '../../src/db/schema.ts'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

/** A thread that waits in the queue for a person. */
async function makeWaiting(app: TestApp, own: TestWorkspace, queueId: string, over = {}): Promise<string> {
  const { thread_id } = await accept(own, messageBody('preciso de ajuda'))
  await app.ctx.db
    .update(threads)
    .set({ queue_id: queueId, waiting_since: new Date(), ...over })
    .where(eq(threads.id, thread_id))
  return thread_id
}

async function makeQueue(own: TestWorkspace, over = {}): Promise<string> {
  const response = await own.request('POST', '/v1/queues', { name: 'fila', ...over })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

testRoute('POST /v1/queues/{id}/next', {
  happy: async ({ app, own }) => {
    const queue = await makeQueue(own)
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const later = await makeWaiting(app, own, queue, { waiting_since: ago(1) })
    const first = await makeWaiting(app, own, queue, { waiting_since: ago(9) })
    const urgent = await makeWaiting(app, own, queue, { priority: 'urgent' })
    const member = await own.makeMember('level_1')
    const taken: string[] = []
    for (let i = 0; i < 3; i += 1) {
      const response = await member.request('POST', `/v1/queues/${queue}/next`, { lease_s: 60 })
      const thread = await expectDocumented('POST /v1/queues/{id}/next', response)
      expect(thread).toMatchObject({ held_by: member.id, status: 'assigned' })
      taken.push((thread as { id: string }).id)
    }
    expect(taken).toEqual([urgent, first, later])
    const nothing = await member.request('POST', `/v1/queues/${queue}/next`)
    expect(nothing.status).toBe(204)
    await expectDocumented('POST /v1/queues/{id}/next', nothing)
  },
  invalid: async ({ app, own }) => {
    const unknown = await own.request('POST', '/v1/queues/que_none/next')
    expect(unknown.status).toBe(404)
    await expectDocumented('POST /v1/queues/{id}/next', unknown)
    const queue = await makeQueue(own)
    await makeWaiting(app, own, queue)
    const full = await own.makeMember('level_1', { capacity: 0 })
    const refused = await full.request('POST', `/v1/queues/${queue}/next`)
    expect(refused.status).toBe(409)
    expect(await expectDocumented('POST /v1/queues/{id}/next', refused)).toMatchObject({
      type: 'urn:recado:problem:not_eligible',
    })
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const queue = await makeQueue(own)
    await makeWaiting(app, own, queue)
    expect((await foreign.request('POST', `/v1/queues/${queue}/next`)).status).toBe(404)
  },
})

describe('what fits a member', () => {
  test('next skips what needs another skill or language, until the skill is relaxed', async () => {
    const { app, own } = await given()
    const queue = await makeQueue(own)
    await makeWaiting(app, own, queue, { priority: 'urgent', language: 'en' })
    const skilled = await makeWaiting(app, own, queue, { priority: 'high', required_skills: ['billing'] })
    const plain = await makeWaiting(app, own, queue)
    const member = await own.makeMember('level_1', { languages: ['pt'] })
    const next = async () => {
      const response = await member.request('POST', `/v1/queues/${queue}/next`)
      return response.status === 204 ? null : ((await response.json()) as { id: string }).id
    }
    expect(await next()).toBe(plain)
    expect(await next()).toBeNull()
    await app.ctx.db
      .update(threads)
      .set({ skills_relax_at: new Date(0) })
      .where(eq(threads.id, skilled))
    expect(await next()).toBe(skilled)
  })

  test('a role that an escalation asks for counts while somebody has it', async () => {
    const { app, own } = await given()
    const queue = await makeQueue(own)
    const escalated = { status: 'escalated', required_role: 'level_2' }
    const byId = await makeWaiting(app, own, queue, escalated)
    const byNext = await makeWaiting(app, own, queue, escalated)
    const lead = await own.makeMember('level_2')
    const member = await own.makeMember('admin')
    expect((await member.request('POST', `/v1/threads/${byId}/claim`)).status).toBe(409)
    expect((await member.request('POST', `/v1/queues/${queue}/next`)).status).toBe(204)
    await own.request('POST', `/v1/members/${lead.id}/deactivate`)
    expect((await member.request('POST', `/v1/threads/${byId}/claim`)).status).toBe(200)
    const next = await member.request('POST', `/v1/queues/${queue}/next`)
    expect(await next.json()).toMatchObject({ id: byNext, held_by: member.id })
  })

  test('a claim by id asks the same as next, and says what stands against it', async () => {
    const { app, own } = await given()
    const queue = await makeQueue(own)
    const id = await makeWaiting(app, own, queue, { required_skills: ['billing'], language: 'en' })
    const member = await own.makeMember('level_1', { languages: ['pt'], skills: [] })
    const refused = await member.request('POST', `/v1/threads/${id}/claim`)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({
      type: 'urn:recado:problem:not_eligible',
      detail: expect.stringContaining('skills, language'),
    })
    const fitting = await own.makeMember('level_2', { languages: ['en'], skills: ['billing'], capacity: 1 })
    expect((await fitting.request('POST', `/v1/threads/${id}/claim`)).status).toBe(200)
    // Whoever holds it is not full of it.
    expect((await fitting.request('POST', `/v1/threads/${id}/claim`)).status).toBe(200)
    const more = await makeWaiting(app, own, queue)
    expect((await fitting.request('POST', `/v1/threads/${more}/claim`)).status).toBe(409)
  })
})

test('an escalated thread that somebody holds is given to nobody else', async () => {
  const { app, own } = await given()
  const queue = await makeQueue(own)
  const id = await makeWaiting(app, own, queue, { status: 'escalated' })
  const [lead, other] = [await own.makeMember('escalation'), await own.makeMember('level_2')]
  const taken = await lead.request('POST', `/v1/queues/${queue}/next`)
  expect(await taken.json()).toMatchObject({ id, status: 'escalated', held_by: lead.id })
  expect((await other.request('POST', `/v1/queues/${queue}/next`)).status).toBe(204)
})
