import { expect, test } from 'vitest'
import type { Fact, FactData } from './fact.ts'
import { deskFigures, draftFigures } from './figures.ts'
import { forecastBacklog } from './forecast-backlog.ts'
import { groupSamples } from './group-samples.ts'
import { newLedger } from './ledger.ts'
import { takeFact } from './take-fact.ts'

const FROM = new Date('2026-03-02T00:00:00Z')
const TO = new Date('2026-03-03T00:00:00Z')

type Step = [minute: number, type: Fact['type'], data?: FactData, actor?: string]

/** The ledger of what happened in the thread `thr_1`, in minutes since the period began. */
function ledgerOf(steps: readonly Step[]) {
  const ledger = newLedger(FROM)
  for (const [seq, [minute, type, data = {}, actor]] of steps.entries()) {
    takeFact(ledger, {
      seq,
      type,
      thread_id: 'thr_1',
      actor_kind: actor === undefined ? 'system' : 'member',
      actor_id: actor ?? 'worker',
      created_at: new Date(FROM.getTime() + minute * 60_000),
      data,
    })
  }
  return ledger
}

const wrote = (minute: number, id: string): Step => [
  minute,
  'message.received',
  { message_id: id, direction: 'inbound', disposition: 'live', channel_id: 'shop' },
]

function figuresOf(steps: readonly Step[]) {
  const [group] = groupSamples(ledgerOf(steps), { from: FROM, interval: 'none', by: 'none' }, 'UTC')
  return { ...deskFigures(group!), drafts: draftFigures(group!) }
}

test('a burst is one wait, from its first message to the answer; later answers are next responses', () => {
  const figures = figuresOf([
    [0, 'thread.created'],
    wrote(0, 'm1'),
    wrote(1, 'm2'),
    [5, 'reply.requested', { kind: 'waiting_notice' }],
    [10, 'reply.requested', { draft_id: 'd1' }, 'mem_1'],
    wrote(20, 'm3'),
    [23, 'reply.requested', { draft_id: 'd2' }],
  ])
  expect(figures.first_response).toEqual({ count: 1, median_s: 600, p90_s: 600 })
  expect(figures.next_response).toEqual({ count: 1, median_s: 180, p90_s: 180 })
  expect(figures).toMatchObject({ replies: 2, automatic_replies: 1, automation_rate: 0.5 })
})

test('under a post an answer ends the wait of whoever it is for, and elsewhere of all', () => {
  const from = ([minute, type, data]: Step, contact_id: string, surface: string): Step => [
    minute,
    type,
    { ...data, contact_id, surface },
  ]
  const steps = (surface: string): Step[] => [
    from(wrote(0, 'm1'), 'ana', surface),
    from(wrote(1, 'm2'), 'bia', surface),
    [5, 'reply.requested', { draft_id: 'd1', contact_id: 'bia' }, 'mem_1'],
  ]
  const waitingIn = (surface: string) => forecastBacklog(ledgerOf(steps(surface)), TO).messages
  expect([waitingIn('comment'), waitingIn('dm')]).toEqual([1, 0])
  expect(figuresOf(steps('comment')).first_response).toMatchObject({ count: 1, median_s: 240 })
  const outbound: Step = [
    9,
    'message.received',
    { direction: 'outbound', disposition: 'live', contact_id: 'ana' },
  ]
  expect(forecastBacklog(ledgerOf([...steps('comment'), outbound]), TO).messages).toBe(0)
})

test('what nobody owes ends the wait without an answer, and a lifted hold begins it again', () => {
  const settled: Step = [2, 'message.decided', { route: 'quarantine', message_ids: ['m1'] }]
  const lifted: Step = [5, 'thread.needs_human', { message_ids: ['m1'] }]
  const backlogOf = (steps: readonly Step[]) => forecastBacklog(ledgerOf(steps), TO)
  expect(backlogOf([wrote(0, 'm1')])).toMatchObject({ threads: 1, oldest_s: 86_400, age: { older: 1 } })
  expect(backlogOf([wrote(0, 'm1'), settled])).toMatchObject({ threads: 0, oldest_s: null })
  expect(backlogOf([wrote(0, 'm1'), settled, lifted])).toMatchObject({ threads: 1, messages: 1 })
  expect(backlogOf([wrote(0, 'm1'), [9, 'message.deleted', { message_id: 'm1' }]]).threads).toBe(0)
})

test('a resolution settles its episode, and a reopening settles the resolution', () => {
  const once: Step[] = [[0, 'thread.created'], wrote(0, 'm1'), [60, 'thread.resolved', {}, 'mem_1']]
  expect(figuresOf(once)).toMatchObject({
    resolution_rate: 1,
    reopen_rate: 0,
    resolution: { median_s: 3600 },
  })
  const again = figuresOf([...once, [90, 'thread.reopened', {}], wrote(90, 'm2')])
  expect(again).toMatchObject({ opened: 2, resolution_rate: 0.5, reopen_rate: 1, reopened: 1 })
})

test('a draft counts as unchanged only where the very words of it went out', () => {
  const drafted: Step = [
    1,
    'draft.created',
    { draft: { id: 'd1', text: 'Abrimos às 9h', state: 'pending_review' } },
  ]
  const sent = (text: string): Step[] => [
    drafted,
    [2, 'draft.approved', { draft_id: 'd1' }, 'mem_1'],
    [2, 'reply.requested', { draft_id: 'd1', text }, 'mem_1'],
  ]
  expect(figuresOf(sent('Abrimos às 9h')).drafts).toMatchObject({ proposed: 1, sent_unchanged: 1, edited: 0 })
  expect(figuresOf(sent('Abrimos às 8h')).drafts).toMatchObject({
    edited: 1,
    edit_distance: { mean: 1 / 13, median: 1 / 13 },
  })
  expect(figuresOf([drafted, [2, 'draft.rejected', { draft_id: 'd1' }, 'mem_1']]).drafts).toMatchObject({
    rejected: 1,
    unchanged_rate: 0,
  })
})

test('nothing is divided by nothing', () => {
  expect(figuresOf([])).toMatchObject({ replies: 0, automation_rate: null, resolution_rate: null })
  expect(forecastBacklog(ledgerOf([]), TO).forecast).toMatchObject({ threads_in_24h: 0, hours_to_clear: 0 })
})

test('days begin by the wall clock of the workspace, and the first interval with the period', () => {
  const from = new Date('2026-03-02T12:00:00Z')
  const ledger = ledgerOf([wrote(12 * 60 + 1, 'm1'), wrote(23 * 60, 'm2'), wrote(27 * 60 + 1, 'm3')])
  const starts = groupSamples(ledger, { from, interval: 'day', by: 'channel' }, 'America/Sao_Paulo')
  expect(starts.map(({ start, group }) => [start.toISOString(), group])).toEqual([
    ['2026-03-02T12:00:00.000Z', 'shop'],
    ['2026-03-03T03:00:00.000Z', 'shop'],
  ])
})
