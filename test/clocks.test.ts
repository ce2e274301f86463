import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkNext } from '../src/clocks/check-next.ts'
import { type ClockBench, openClockBench } from './support/clock-bench.ts'
import { accept, decideMessage, messageBody } from './support/send-message.ts'
import type { TestWorkspace } from './support/start-test-app.ts'

// A Wednesday, 10:00 in São Paulo.
const START = '2026-11-25T13:00:00.000Z'
const MINUTE_MS = 60_000

let bench: ClockBench
beforeAll(async () => {
  bench = await openClockBench(START)
})
afterAll(() => bench.app.close())

/** So many minutes after the start of every test. */
const at = (minutes: number) => new Date(Date.parse(START) + minutes * MINUTE_MS).toISOString()
const goTo = (minutes: number) => bench.setTime(at(minutes))
const ANSWERED = { status: 'waiting_for_customer', waiting_since: null } as const
const RESOLVED = { status: 'resolved', waiting_since: null } as const

async function clockOf(own: TestWorkspace, id: string, kind: string) {
  const { clocks } = await bench.thread(own, id)
  return clocks.filter((clock) => clock.kind === kind).at(-1)!
}

async function typesOf(id: string, kind?: string): Promise<string[]> {
  const told = await bench.told(id)
  return told.filter((event) => kind === undefined || event.kind === kind).map((event) => event.type)
}

describe('a wait', () => {
  test('begins with what the customer asked and is met by the answer of a person', async () => {
    goTo(0)
    const own = await bench.open()
    const decision = await decideMessage(bench.app, own, 'Quero falar com um atendente, por favor!')
    const { thread_id } = decision
    expect(await clockOf(own, thread_id, 'first_response')).toMatchObject({
      state: 'running',
      started_at: START,
      due_at: at(15),
      at_risk_at: at(12),
      remaining_ms: 15 * MINUTE_MS,
    })
    goTo(10)
    expect(await clockOf(own, thread_id, 'first_response')).toMatchObject({ remaining_ms: 5 * MINUTE_MS })
    const thread = await bench.thread(own, thread_id)
    const sender = { thread: { external_id: thread.external_id }, direction: 'outbound' }
    await accept(own, messageBody('Olá, sou a Ana. Como posso ajudar?', sender))
    const { clocks } = await bench.thread(own, thread_id)
    expect(clocks).toMatchObject([
      { kind: 'first_response', state: 'met', ended_at: at(10), remaining_ms: null },
      { kind: 'resolution', state: 'paused', due_at: null, remaining_ms: (24 * 60 - 10) * MINUTE_MS },
    ])
    expect(await typesOf(thread_id)).toEqual(['sla.met'])
  })

  test('after an answer counts against the target of a later answer', async () => {
    goTo(0)
    const own = await bench.open({ next_response_s: 3600 })
    const id = await bench.startWait(own)
    goTo(5)
    await bench.change(id, ANSWERED)
    goTo(30)
    await bench.change(id, { status: 'new', waiting_since: new Date(at(30)) })
    expect(await clockOf(own, id, 'next_response')).toMatchObject({ started_at: at(30), due_at: at(90) })
  })

  test('that was given up without an answer is cancelled, and the next one is a first one again', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    goTo(5)
    await bench.change(id, { status: 'new', waiting_since: null })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'cancelled', ended_at: at(5) })
    await bench.change(id, { waiting_since: new Date(at(5)) })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'running', due_at: at(20) })
    expect(await typesOf(id)).toEqual([])
  })

  test('for an answer to what its author deleted is cancelled, and nothing is told', async () => {
    goTo(0)
    const own = await bench.open()
    const asks = 'Quero falar com um atendente, por favor!'
    const { thread_id } = await decideMessage(bench.app, own, asks, { external_id: 'regretted' })
    expect(await clockOf(own, thread_id, 'first_response')).toMatchObject({ state: 'running' })
    goTo(5)
    expect((await own.request('DELETE', '/v1/channels/shop/messages/regretted')).status).toBe(200)
    expect(await clockOf(own, thread_id, 'first_response')).toMatchObject({
      state: 'cancelled',
      ended_at: at(5),
    })
    expect(await typesOf(thread_id)).toEqual([])
  })

  test('of a new episode starts afresh', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    await bench.change(id, RESOLVED)
    goTo(60)
    await bench.change(id, { status: 'new', episode: 2, waiting_since: new Date(at(60)) })
    const { clocks } = await bench.thread(own, id)
    expect(clocks).toMatchObject([
      { kind: 'first_response', started_at: at(60), due_at: at(75) },
      { kind: 'resolution', started_at: at(60), due_at: at(60 + 24 * 60) },
    ])
  })
})

describe('what comes due', () => {
  test('is told once: at risk, then breached', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    goTo(11)
    await bench.checkAll()
    expect(await typesOf(id)).toEqual([])
    goTo(12)
    await bench.checkAll()
    await bench.checkAll()
    expect(await typesOf(id)).toEqual(['sla.at_risk'])
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'at_risk' })
    goTo(20)
    await bench.checkAll()
    await bench.checkAll()
    expect(await typesOf(id)).toEqual(['sla.at_risk', 'sla.breached'])
    expect(await clockOf(own, id, 'first_response')).toMatchObject({
      state: 'breached',
      breached_at: at(15),
      remaining_ms: -5 * MINUTE_MS,
    })
  })

  test('stays the same where no worker looked for hours: a restart changes nothing', async () => {
    const watch = async (looks: readonly number[]) => {
      goTo(0)
      const own = await bench.open()
      const id = await bench.startWait(own)
      for (const minutes of looks) {
        goTo(minutes)
        await bench.checkAll()
      }
      goTo(600)
      await bench.checkAll()
      return { told: await bench.told(id), clock: await clockOf(own, id, 'first_response') }
    }
    const watched = await watch([1, 12, 13, 15, 16, 300])
    const lost = await watch([])
    expect(lost.told).toEqual(watched.told)
    expect(lost.told.map(({ type, due_at }) => [type, due_at])).toEqual([
      ['sla.at_risk', at(15)],
      ['sla.breached', at(15)],
    ])
    const { policy_id: _one, ...ofLost } = lost.clock
    const { policy_id: _other, ...ofWatched } = watched.clock
    expect(ofLost).toEqual(ofWatched)
  })

  test('is told of an answer that came late though no worker looked in between', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    goTo(40)
    await bench.change(id, ANSWERED)
    await bench.checkAll()
    expect(await typesOf(id, 'first_response')).toEqual(['sla.at_risk', 'sla.breached'])
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'breached', ended_at: at(40) })
  })

  test('is told once by two workers that look at the same time', async () => {
    goTo(0)
    const own = await bench.open()
    const ids = await Promise.all(Array.from({ length: 6 }, () => bench.startWait(own)))
    goTo(20)
    const worker = async () => {
      while (await checkNext(bench.app.ctx));
    }
    await Promise.all([worker(), worker(), worker()])
    await bench.checkAll()
    for (const id of ids) expect(await typesOf(id)).toEqual(['sla.at_risk', 'sla.breached'])
  })
})

describe('a clock stands still', () => {
  test('while the thread sleeps, and goes on where it stood', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    goTo(10)
    await bench.change(id, { status: 'snoozed', snoozed_until: new Date(at(120)) })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({
      state: 'paused',
      due_at: null,
      remaining_ms: 5 * MINUTE_MS,
    })
    goTo(120)
    await bench.checkAll()
    await bench.change(id, { status: 'new', snoozed_until: null })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'running', due_at: at(125) })
    expect(await typesOf(id)).toEqual([])
  })

  test('of an episode, while it is the customer’s turn, and counts from when they wrote', async () => {
    goTo(0)
    const own = await bench.open({ resolution_s: 3600 })
    const id = await bench.startWait(own)
    goTo(10)
    await bench.change(id, ANSWERED)
    goTo(500)
    await bench.checkAll()
    expect(await typesOf(id, 'resolution')).toEqual([])
    // The customer wrote a minute ago, and only now it is known that a person is needed.
    await bench.change(id, { status: 'new', waiting_since: new Date(at(499)) })
    expect(await clockOf(own, id, 'resolution')).toMatchObject({ state: 'running', due_at: at(549) })
    goTo(520)
    await bench.change(id, RESOLVED)
    expect(await clockOf(own, id, 'resolution')).toMatchObject({ state: 'met', ended_at: at(520) })
  })

  test('while the shop is closed', async () => {
    goTo(0)
    const own = await bench.app.makeWorkspace()
    // A Friday, 17:50 in São Paulo: the defaults of a new workspace count Monday to Friday, 9 to 18.
    bench.setTime('2026-11-27T20:50:00.000Z')
    const id = await bench.startWait(own)
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: '2026-11-30T12:05:00.000Z' })
    bench.setTime('2026-11-29T12:00:00.000Z')
    await bench.checkAll()
    expect(await typesOf(id)).toEqual([])
    expect(await clockOf(own, id, 'first_response')).toMatchObject({
      state: 'running',
      remaining_ms: 5 * MINUTE_MS,
    })
  })
})

describe('which policy holds', () => {
  test('changes with the thread’s priority and labels, at once', async () => {
    goTo(0)
    const own = await bench.open({ position: 9 })
    const urgent = { priorities: ['urgent'] }
    const vip = { labels: ['VIP'] }
    const path = '/v1/sla-policies'
    await own.request('POST', path, {
      name: 'Urgent',
      position: 2,
      conditions: urgent,
      first_response_s: 300,
    })
    await own.request('POST', path, { name: 'VIP', position: 1, conditions: vip, first_response_s: 60 })
    const id = await bench.startWait(own)
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(15) })
    await bench.change(id, { priority: 'urgent' })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(5) })
    await bench.change(id, { labels: ['VIP'] })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(1) })
    await bench.change(id, { priority: 'low', labels: [] })
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(15) })
  })

  test('changes with the policy and with its calendar, as soon as a worker has looked', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    const { policy_id } = await clockOf(own, id, 'first_response')
    const closed = await own.request('POST', '/v1/business-calendars', { name: 'Closed', time_zone: 'UTC' })
    const { id: calendar_id } = (await closed.json()) as { id: string }
    const change = { name: 'Never', position: 1, calendar_id }
    expect((await own.request('PUT', `/v1/sla-policies/${policy_id}`, change)).status).toBe(200)
    await bench.checkAll()
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: null, policy_version: 2 })
    const open = { name: 'Open', time_zone: 'UTC', is_always_open: true }
    await own.request('PUT', `/v1/business-calendars/${calendar_id}`, open)
    await bench.checkAll()
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(15), policy_version: 2 })
  })

  test('changes with what is known of the contact', async () => {
    goTo(0)
    const own = await bench.open({ position: 9 })
    const vip = { contact_attributes: { vip: true } }
    await own.request('POST', '/v1/sla-policies', {
      name: 'VIP',
      conditions: vip,
      position: 1,
      first_response_s: 60,
    })
    const id = await bench.startWait(own)
    const { contact_id } = await bench.thread(own, id)
    await own.request('PATCH', `/v1/contacts/${contact_id}`, { attributes: { vip: true } })
    await bench.checkAll()
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ due_at: at(1) })
  })

  test('does not take back what was told', async () => {
    goTo(0)
    const own = await bench.open()
    const id = await bench.startWait(own)
    goTo(20)
    await bench.checkAll()
    const { policy_id } = await clockOf(own, id, 'first_response')
    const longer = { name: 'Longer', position: 1, first_response_s: 7200 }
    await own.request('PUT', `/v1/sla-policies/${policy_id}`, longer)
    await bench.checkAll()
    goTo(180)
    await bench.checkAll()
    expect(await clockOf(own, id, 'first_response')).toMatchObject({ state: 'breached', breached_at: at(15) })
    expect(await typesOf(id, 'first_response')).toEqual(['sla.at_risk', 'sla.breached'])
  })
})

describe('escalation', () => {
  const TIERS = {
    name: 'Tiers',
    position: 5,
    steps: [
      { after_s: 1800, target: { kind: 'role', role: 'level_2' } },
      { after_s: 7200, target: { kind: 'role', role: 'escalation' }, priority: 'high' },
    ],
  }
  const VIP = {
    name: 'VIP',
    position: 1,
    conditions: { contact_attributes: { vip: true } },
    steps: [{ after_s: 900, target: { kind: 'role', role: 'manager' }, priority: 'urgent' }],
  }

  async function escalate(own: TestWorkspace, ...policies: unknown[]) {
    for (const policy of policies) {
      expect((await own.request('POST', '/v1/escalation-policies', policy)).status).toBe(201)
    }
  }
  const stepsOf = async (id: string) =>
    (await bench.told(id)).filter(({ type }) => type === 'escalation.triggered').map(({ level }) => level)

  test('goes to the lead after half an hour and to a specialist after two, each once', async () => {
    goTo(0)
    const own = await bench.open()
    await escalate(own, TIERS)
    const id = await bench.startWait(own, { held_by: 'mem_slow', held_until: new Date(at(600)) })
    goTo(29)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({ status: 'new', held_by: 'mem_slow' })
    goTo(30)
    await bench.checkAll()
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({
      status: 'escalated',
      required_role: 'level_2',
      held_by: null,
      priority: 'normal',
    })
    expect(await stepsOf(id)).toEqual([1])
    goTo(120)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({ required_role: 'escalation', priority: 'high' })
    expect(await stepsOf(id)).toEqual([1, 2])
    const audit = (await (await own.request('GET', '/v1/audit-events')).json()) as {
      data: { action: string; subject_id: string }[]
    }
    const entries = audit.data.filter((entry) => entry.subject_id === id)
    expect(entries.filter(({ action }) => action === 'escalation.triggered')).toHaveLength(2)
  })

  test('takes a VIP to the manager after a quarter of an hour', async () => {
    goTo(0)
    const own = await bench.open()
    await escalate(own, TIERS, VIP)
    const id = await bench.startWait(own)
    const { contact_id } = await bench.thread(own, id)
    await own.request('PATCH', `/v1/contacts/${contact_id}`, { attributes: { vip: true } })
    goTo(15)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({
      status: 'escalated',
      required_role: 'manager',
      priority: 'urgent',
    })
  })

  test('does nothing once the wait has ended, nor while the thread sleeps', async () => {
    goTo(0)
    const own = await bench.open()
    await escalate(own, TIERS)
    const answered = await bench.startWait(own)
    const asleep = await bench.startWait(own)
    // Nobody looked when the step came due, and then the answer came.
    goTo(40)
    await bench.change(answered, ANSWERED)
    await bench.change(asleep, { status: 'snoozed' })
    await bench.checkAll()
    expect(await stepsOf(answered)).toEqual([])
    expect(await stepsOf(asleep)).toEqual([])
    expect(await bench.thread(own, answered)).toMatchObject({ status: 'waiting_for_customer' })
    expect(await bench.thread(own, asleep)).toMatchObject({ status: 'snoozed' })
  })

  test('goes to a queue or a member, and leaves the thread where it is when they are gone', async () => {
    goTo(0)
    const own = await bench.open()
    const make = async (path: string, body: unknown) =>
      ((await (await own.request('POST', path, body)).json()) as { id: string }).id
    const queue_id = await make('/v1/queues', { name: 'leads' })
    const gone_id = await make('/v1/queues', { name: 'gone' })
    const member_id = await make('/v1/members', { name: 'Bia', role: 'manager' })
    const steps = [
      { after_s: 60, target: { kind: 'queue', queue_id } },
      { after_s: 120, target: { kind: 'member', member_id } },
      { after_s: 180, target: { kind: 'queue', queue_id: gone_id } },
    ]
    await escalate(own, { name: 'Tiers', steps })
    const id = await bench.startWait(own)
    goTo(1)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({ status: 'escalated', queue_id, held_by: null })
    goTo(2)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({ held_by: member_id, held_until: at(32) })
    expect((await own.request('DELETE', `/v1/queues/${gone_id}`)).status).toBe(204)
    goTo(3)
    await bench.checkAll()
    expect(await bench.thread(own, id)).toMatchObject({ status: 'escalated', queue_id, held_by: null })
    expect(await stepsOf(id)).toEqual([1, 2, 3])
  })
})

test('threads are found by what their clocks say, whether or not a worker has looked', async () => {
  goTo(0)
  const own = await bench.open()
  const foreign = await bench.open()
  const early = await bench.startWait(own)
  await bench.startWait(foreign)
  goTo(5)
  const late = await bench.startWait(own)
  const asleep = await bench.startWait(own)
  await bench.change(asleep, { status: 'snoozed' })
  const found = async (state: string) => {
    const response = await own.request('GET', `/v1/threads?sla=${state}`)
    return ((await response.json()) as { data: { id: string }[] }).data.map((thread) => thread.id)
  }
  expect(await found('at_risk')).toEqual([])
  goTo(18)
  expect(await found('breached')).toEqual([early])
  expect(await found('at_risk')).toEqual([late])
  await bench.checkAll()
  expect(await found('breached')).toEqual([early])
  expect(await found('at_risk')).toEqual([late])
})
