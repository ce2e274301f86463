import { expect, test } from 'vitest'
import type { Reassigned } from '../../src/domain/reassignment.ts'
import type { Thread } from '../../src/domain/thread.ts'
import { copyThread } from '../support/copy-thread.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const PATH = '/v1/threads/reassign'

/** Threads that wait for a person. */
async function makeThreads(app: TestApp, own: TestWorkspace, count: number): Promise<string[]> {
  await openChannel(own)
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) {
    ids.push((await decideMessage(app, own, 'Quero falar com um atendente humano por favor')).thread_id)
  }
  return ids
}

async function readThread(own: TestWorkspace, id: string): Promise<Thread> {
  return (await (await own.request('GET', `/v1/threads/${id}`)).json()) as Thread
}

async function reassign(by: Pick<TestWorkspace, 'request'>, body: object): Promise<Reassigned> {
  const response = await by.request('POST', PATH, body)
  expect(response.status).toBe(200)
  return (await expectDocumented(`POST ${PATH}`, response)) as Reassigned
}

const resultsOf = (answer: Reassigned) => answer.data.map(({ result }) => result)

async function makeQueue(own: TestWorkspace, name: string): Promise<string> {
  return ((await (await own.request('POST', '/v1/queues', { name })).json()) as { id: string }).id
}

testRoute('POST /v1/threads/reassign', {
  happy: async ({ app, own }) => {
    const [first, second] = await makeThreads(app, own, 2)
    const ana = await own.makeMember('level_2')
    const escalation = await own.makeMember('escalation')
    const to = { member_id: ana.id }
    const answer = await reassign(escalation, { thread_ids: [first, 'thr_none', first], to })
    expect(answer).toEqual({
      reassigned: 1,
      data: [
        { thread_id: first, result: 'reassigned' },
        { thread_id: 'thr_none', result: 'not_found' },
      ],
    })
    expect(await readThread(own, first!)).toMatchObject({ status: 'assigned', held_by: ana.id, revision: 2 })
    expect(await readThread(own, second!)).toMatchObject({ status: 'new', held_by: null })
    expect((await ana.request('POST', `/v1/threads/${first}/resolve`)).status).toBe(200)
    const audit = await (await own.request('GET', '/v1/audit-events?limit=2')).json()
    expect(audit).toMatchObject({
      data: [
        { action: 'thread.resolved' },
        {
          action: 'threads.reassigned',
          subject_id: ana.id,
          actor: { id: escalation.id },
          details: { thread_ids: [first], forced: false },
        },
      ],
    })
    const events = await (await own.request('GET', '/v1/events?type=thread.assigned')).json()
    expect(events).toMatchObject({ data: [{ data: { thread_id: first, member_id: ana.id, from: null } }] })
  },
  invalid: async ({ app, own }) => {
    const [id] = await makeThreads(app, own, 1)
    const gone = await own.makeMember('level_1')
    await own.request('POST', `/v1/members/${gone.id}/deactivate`)
    const to = { queue_id: await makeQueue(own, 'b') }
    for (const body of [
      { to },
      { thread_ids: [], to },
      { thread_ids: Array.from({ length: 501 }, (_none, i) => `thr_${i}`), to },
      { filter: {}, to },
      { filter: { status: 'resolved' }, to },
      { thread_ids: [id], filter: { priority: 'low' }, to },
      { thread_ids: [id], to: { ...to, member_id: gone.id } },
      { thread_ids: [id], to: { member_id: gone.id } },
      { thread_ids: [id], to: { queue_id: 'que_none' } },
    ]) {
      const response = await own.request('POST', PATH, body)
      expect(response.status, JSON.stringify(body)).toBe(422)
      await expectDocumented(`POST ${PATH}`, response)
    }
    const level2 = await own.makeMember('level_2')
    expect((await level2.request('POST', PATH, { thread_ids: [id], to })).status).toBe(403)
    const escalation = await own.makeMember('escalation')
    const forced = await escalation.request('POST', PATH, { thread_ids: [id], to, force: true })
    expect(forced.status).toBe(403)
    expect(await readThread(own, id!)).toMatchObject({ held_by: null, revision: 1 })
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const [id] = await makeThreads(app, own, 1)
    const stolen = { queue_id: await makeQueue(foreign, 'b') }
    expect(resultsOf(await reassign(foreign, { thread_ids: [id], to: stolen }))).toEqual(['not_found'])
    const filter = { status: 'new' }
    expect(await reassign(foreign, { filter, to: stolen })).toEqual({ reassigned: 0, data: [] })
    expect((await own.request('POST', PATH, { thread_ids: [id], to: stolen })).status).toBe(422)
    const stranger = await foreign.makeMember('level_1')
    const toStranger = { thread_ids: [id], to: { member_id: stranger.id } }
    expect((await own.request('POST', PATH, toStranger)).status).toBe(422)
    expect(await readThread(own, id!)).toMatchObject({ revision: 1 })
  },
})

test('what somebody else holds stays with them, unless a manager forces it', async () => {
  const { app, own } = await given()
  const [id] = await makeThreads(app, own, 1)
  const ana = await own.makeMember('level_1')
  const bia = await own.makeMember('level_1')
  const manager = await own.makeMember('manager')
  expect((await ana.request('POST', `/v1/threads/${id}/claim`)).status).toBe(200)
  const body = { thread_ids: [id], to: { member_id: bia.id } }
  expect(resultsOf(await reassign(manager, body))).toEqual(['held'])
  expect(await readThread(own, id!)).toMatchObject({ held_by: ana.id })
  expect(resultsOf(await reassign(manager, { ...body, force: true }))).toEqual(['reassigned'])
  const lost = await ana.request('POST', `/v1/threads/${id}/resolve`)
  expect(lost.status).toBe(409)
  expect(await lost.json()).toMatchObject({ type: 'urn:recado:problem:claim_lost' })
  expect(resultsOf(await reassign(manager, body))).toEqual(['unchanged'])
})

test('a member gets no more than they can hold', async () => {
  const { app, own } = await given()
  const ids = await makeThreads(app, own, 3)
  const ana = await own.makeMember('level_1', { capacity: 2 })
  const body = { thread_ids: ids, to: { member_id: ana.id } }
  expect(resultsOf(await reassign(own, body))).toEqual(['reassigned', 'reassigned', 'full'])
  expect(resultsOf(await reassign(own, body))).toEqual(['unchanged', 'unchanged', 'full'])
  expect(resultsOf(await reassign(own, { ...body, force: true })).at(-1)).toBe('reassigned')
})

test('a filter moves open threads to a queue, where routing then leaves them', async () => {
  const { app, own } = await given()
  const [first, second, done] = await makeThreads(app, own, 3)
  await own.request('POST', `/v1/threads/${done}/resolve`)
  const ana = await own.makeMember('level_1')
  await ana.request('POST', `/v1/threads/${first}/claim`)
  await own.request('POST', PATH, { thread_ids: [second], to: { member_id: ana.id } })
  const queueId = await makeQueue(own, 'férias')
  const filter = { held_by: ana.id, priority: 'high' }
  const answer = await reassign(own, { filter, to: { queue_id: queueId }, force: true })
  expect(answer.data.map(({ thread_id }) => thread_id)).toEqual([first, second])
  expect(resultsOf(answer)).toEqual(['reassigned', 'reassigned'])
  const moved = await readThread(own, first!)
  expect(moved).toMatchObject({ status: 'new', queue_id: queueId, held_by: null, held_until: null })
  expect((await ana.request('POST', `/v1/threads/${first}/resolve`)).status).toBe(409)
  const over = { thread: { external_id: moved.external_id } }
  await decideMessage(app, own, 'Ainda espero um atendente humano por favor', over)
  expect(await readThread(own, first!)).toMatchObject({ queue_id: queueId })
  expect(await readThread(own, done!)).toMatchObject({ status: 'resolved' })
  expect(resultsOf(await reassign(own, { thread_ids: [done], to: { queue_id: queueId } }))).toEqual([
    'resolved',
  ])
})

test('500 threads are moved in one request', async () => {
  const { app, own } = await given()
  const [template] = await makeThreads(app, own, 1)
  const ids = await copyThread(app.ctx, own.id, template!, 500)
  const to = { queue_id: await makeQueue(own, 'todos') }
  expect(await reassign(own, { thread_ids: ids, to })).toMatchObject({ reassigned: 500 })
  expect(resultsOf(await reassign(own, { filter: { queue_id: to.queue_id }, limit: 7, to }))).toHaveLength(7)
})

test('two reassignments at once leave each thread with one of them', async () => {
  const { app, own } = await given()
  const ids = await makeThreads(app, own, 4)
  const made = [await own.makeMember('level_1'), await own.makeMember('level_1')]
  const answers = await Promise.all(
    made.map(({ id }, i) => {
      const order = i === 0 ? ids : [...ids].reverse()
      return reassign(own, { thread_ids: order, to: { member_id: id } })
    }),
  )
  expect(answers.map((answer) => answer.reassigned).sort()).toEqual([0, 4])
})
