import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contacts, feedback } from '../src/db/schema.ts'
import { eventsOf, hideMessage, holdMessage, moderationOf } from './support/hold-message.ts'
import { makePerson, type Person } from './support/make-person.ts'
import { decideMessage } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let now: Date
beforeAll(async () => {
  now = new Date()
  app = await startTestApp({ clock: () => now })
})
afterAll(() => app.close())

let own: TestWorkspace
async function twoPeople(): Promise<[Person, Person]> {
  own = await app.makeWorkspace()
  return [await makePerson(own, 'Ana'), await makePerson(own, 'Rui')]
}

const appeal = async (messageId: string, by: Pick<TestWorkspace, 'request'> = own) => {
  const response = await by.request('POST', '/v1/appeals', { message_id: messageId })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}
const decide = (by: Pick<TestWorkspace, 'request'>, id: string, state: 'upheld' | 'reversed') =>
  by.request('POST', `/v1/appeals/${id}/decision`, { state, reason: 'olhei de novo' })

describe('from quarantine to appeal to reversal, with two people', () => {
  test('what one confirmed and blocked, another gives back whole', async () => {
    const [ana, rui] = await twoPeople()
    const { decision, item } = await holdMessage(app, own)
    await ana.request('POST', `/v1/quarantine/${item.id}/claim`)
    const confirmed = await ana.request('POST', `/v1/quarantine/${item.id}/confirm`, {
      reason: 'golpe',
      block: true,
    })
    expect(confirmed.status).toBe(200)
    const id = await appeal(decision.message_id)
    expect((await decide(rui, id, 'reversed')).status).toBe(200)
    // Everything that stood against the message has fallen, and its author is free.
    const standing = (await moderationOf(own, decision.message_id)).filter((row) => row.reversed_at === null)
    expect(standing.map((row) => row.action).sort()).toEqual(['allow', 'unblock', 'unhide'])
    const asked = (await eventsOf(own, 'message.action_requested')).map((data) => data.action)
    expect(asked.slice(0, 2)).toEqual(['hide', 'block'])
    expect(asked.slice(2).sort()).toEqual(['unblock', 'unhide'])
    const [contact] = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, own.id))
    expect(contact!.blocked_at).toBeNull()
    // Somebody owes the author an answer now, and the policy's mistake is kept to learn from.
    const thread = await (await own.request('GET', `/v1/threads/${decision.thread_id}`)).json()
    expect(thread).toMatchObject({ next_action: 'reply', waiting_since: expect.any(String) })
    expect(await eventsOf(own, 'thread.needs_human')).toHaveLength(1)
    const kept = await app.ctx.db.select().from(feedback).where(eq(feedback.workspace_id, own.id))
    expect(kept).toMatchObject([
      { kind: 'correction', details: { was: 'quarantine', rule: 'look_alike_link' } },
    ])
    expect(await eventsOf(own, 'message.appeal_decided')).toMatchObject([{ state: 'reversed' }])
  })

  test('an appeal that is upheld changes nothing', async () => {
    const [ana, rui] = await twoPeople()
    const { decision, item } = await holdMessage(app, own)
    await ana.request('POST', `/v1/quarantine/${item.id}/confirm`, { reason: 'golpe' })
    const before = await moderationOf(own, decision.message_id)
    expect((await decide(rui, await appeal(decision.message_id), 'upheld')).status).toBe(200)
    expect(await moderationOf(own, decision.message_id)).toEqual(before)
  })
})

describe('nobody decides their own appeal', () => {
  test('not whoever decided, through a second key neither', async () => {
    const [ana, rui] = await twoPeople()
    const { decision, item } = await holdMessage(app, own)
    await ana.request('POST', `/v1/quarantine/${item.id}/confirm`, { reason: 'golpe' })
    const id = await appeal(decision.message_id)
    for (const key of [ana, await ana.withSecondKey(), own]) {
      expect((await decide(key, id, 'upheld')).status).toBe(403)
    }
    expect((await decide(rui, id, 'upheld')).status).toBe(200)
  })

  test('not whoever filed it', async () => {
    const [ana, rui] = await twoPeople()
    const { decision } = await hideMessage(app, own)
    const id = await appeal(decision.message_id, ana)
    expect((await decide(ana, id, 'reversed')).status).toBe(403)
    expect((await decide(rui, id, 'reversed')).status).toBe(200)
  })

  test('not whoever decided earlier about the same message', async () => {
    const [ana, rui] = await twoPeople()
    const { decision, actionId } = await hideMessage(app, own)
    await ana.request('POST', `/v1/moderation-decisions/${actionId}/reverse`, { reason: 'engano' })
    const path = `/v1/messages/${decision.message_id}/moderation-decisions`
    await rui.request('POST', path, { action: 'hide', reason: 'não é engano' })
    const id = await appeal(decision.message_id)
    expect((await decide(ana, id, 'reversed')).status).toBe(403)
    expect((await decide(await makePerson(own, 'Eva'), id, 'reversed')).status).toBe(200)
  })
})

test('a decision can be taken back for 30 days and appealed as long, and then stays', async () => {
  await twoPeople()
  const { decision, actionId } = await hideMessage(app, own)
  const startedAt = now
  now = new Date(startedAt.getTime() + 30 * 24 * 3600_000 + 1)
  const path = `/v1/moderation-decisions/${actionId}/reverse`
  expect((await own.request('POST', path, { reason: 'tarde' })).status).toBe(409)
  expect((await own.request('POST', '/v1/appeals', { message_id: decision.message_id })).status).toBe(409)
  now = new Date(startedAt.getTime() + 30 * 24 * 3600_000)
  expect((await own.request('POST', path, { reason: 'a tempo' })).status).toBe(201)
})

test('what is held, or was appealed in time, is let through however late', async () => {
  const [ana, rui] = await twoPeople()
  const { item } = await holdMessage(app, own)
  const late = await holdMessage(app, own)
  const { decision } = await hideMessage(app, own)
  const id = await appeal(decision.message_id)
  now = new Date(now.getTime() + 31 * 24 * 3600_000)
  expect((await decide(rui, id, 'reversed')).status).toBe(200)
  const because = { reason: 'olhei tarde' }
  expect((await ana.request('POST', `/v1/quarantine/${item.id}/release`, because)).status).toBe(200)
  // The 30 days begin with what a person decided.
  const path = `/v1/quarantine/${late.item.id}/confirm`
  expect((await ana.request('POST', path, because)).status).toBe(200)
  const [hidden] = await moderationOf(own, late.decision.message_id)
  const reverse = `/v1/moderation-decisions/${hidden!.id}/reverse`
  expect((await rui.request('POST', reverse, because)).status).toBe(201)
  const rows = await moderationOf(own, late.decision.message_id)
  expect(rows.filter((row) => row.reversed_at === null).map((row) => row.action)).not.toContain('quarantine')
})

test('the sender history forgets what was reversed', async () => {
  await twoPeople()
  const contact = { external_id: 'vizinho' }
  const { actionId } = await hideMessage(app, own, { contact })
  const senderScore = async () => {
    const { moderation } = await decideMessage(app, own, 'Boa tarde', { contact, surface: 'comment' })
    return moderation.signals.find((signal) => signal.signal === 'sender')
  }
  expect(await senderScore()).toMatchObject({ aspects: { taken_away: expect.closeTo(1 / 3) } })
  await own.request('POST', `/v1/moderation-decisions/${actionId}/reverse`, { reason: 'engano' })
  expect(await senderScore()).toMatchObject({ score: 0 })
})

test('a platform that could not do it brings the thread to a person', async () => {
  await twoPeople()
  const { decision, actionId } = await hideMessage(app, own)
  const path = `/v1/messages/${decision.message_id}/action-result`
  await own.request('POST', path, { action_id: actionId, outcome: 'failed', code: '10' })
  expect(await eventsOf(own, 'message.action_reported')).toMatchObject([
    { action: 'hide', outcome: 'failed', code: '10' },
  ])
  expect(await eventsOf(own, 'thread.needs_human')).toMatchObject([{ reasons: ['action_failed'] }])
})

test('two people who decide at once: one does, the other is told', async () => {
  const [ana, rui] = await twoPeople()
  const { item } = await holdMessage(app, own)
  const statuses = await Promise.all([
    ana.request('POST', `/v1/quarantine/${item.id}/release`, { reason: 'ok' }),
    rui.request('POST', `/v1/quarantine/${item.id}/confirm`, { reason: 'golpe' }),
  ])
  expect(statuses.map((response) => response.status).sort()).toEqual([200, 409])
})
