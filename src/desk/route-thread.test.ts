import { expect, test } from 'vitest'
import type { ConditionClocks } from '../clocks/find-failed.ts'
import { CalendarDocument } from '../domain/calendar.ts'
import { RoutingDocument, type RoutingFacts } from '../domain/routing.ts'
import { routeThread } from './route-thread.ts'

// A Monday, 09:30 in São Paulo.
const NOW = new Date('2026-03-02T12:30:00Z')

const FACTS: RoutingFacts = {
  category: 'needs_human',
  reasons: ['wants_human', 'no_answer'],
  priority: 'normal',
  labels: ['vip', 'reembolso'],
  language: 'pt',
  channel_id: 'loja',
  channel_kind: 'instagram',
  surface: 'dm',
  scores: { hate: 0.01, spam: 0.2, needs_human: 0.8, faq: 0.1 },
  attributes: { plan: 'gold', orders: 12, customer: true },
}

const CLOCKS: ConditionClocks = { timeZone: 'America/Sao_Paulo', calendars: new Map() }

/** Whether a rule with these conditions fires, and what kept it from it. */
function tryRule(when: object, over: { facts?: object; clocks?: Partial<ConditionClocks>; now?: Date } = {}) {
  const document = RoutingDocument.parse({ rules: [{ name: 'r', when, to: {} }] })
  const facts = { ...FACTS, ...over.facts }
  const { trace } = routeThread(document, facts, { ...CLOCKS, ...over.clocks }, over.now ?? NOW)
  return { fired: trace[0]!.fired, failed: trace[0]!.failed.map(({ condition }) => condition) }
}

test.each([
  ['categories', { categories: ['faq', 'needs_human'] }, { categories: ['spam'] }],
  ['reasons', { reasons: ['danger', 'no_answer'] }, { reasons: ['danger'] }],
  ['priorities', { priorities: ['normal', 'low'] }, { priorities: ['urgent'] }],
  ['languages', { languages: ['pt'] }, { languages: ['es', 'und'] }],
  ['channels', { channels: ['loja'] }, { channels: ['Loja'] }],
  ['channel_kinds', { channel_kinds: ['instagram'] }, { channel_kinds: ['email'] }],
  ['surfaces', { surfaces: ['dm', 'comment'] }, { surfaces: ['comment'] }],
  ['labels', { labels: { all: ['vip', 'reembolso'] } }, { labels: { all: ['vip', 'pix'] } }],
  ['labels', { labels: { any: ['pix', 'vip'] } }, { labels: { any: ['pix'] } }],
  ['labels', { labels: { none: ['pix'] } }, { labels: { all: ['vip'], none: ['reembolso'] } }],
  ['scores', { scores: [{ label: 'spam', at_least: 0.2 }] }, { scores: [{ label: 'spam', below: 0.2 }] }],
  [
    'scores',
    { scores: [{ label: 'needs_human', at_least: 0.5, below: 0.9 }] },
    {
      scores: [
        { label: 'faq', below: 0.5 },
        { label: 'hate', at_least: 0.5 },
      ],
    },
  ],
  [
    'attributes',
    { attributes: [{ name: 'plan', is_any_of: ['gold', 'black'] }] },
    { attributes: [{ name: 'plan', is_any_of: ['black'] }] },
  ],
  [
    'attributes',
    { attributes: [{ name: 'orders', is_any_of: [12] }] },
    { attributes: [{ name: 'orders', is_any_of: ['12'] }] },
  ],
  [
    'attributes',
    { attributes: [{ name: 'cnpj', is_set: false }] },
    { attributes: [{ name: 'cnpj', is_set: true }] },
  ],
  [
    'attributes',
    { attributes: [{ name: 'plan', is_set: true }] },
    { attributes: [{ name: 'toString', is_set: true }] },
  ],
])('%s: %o holds, %o does not', (condition, holding, failing) => {
  expect(tryRule(holding)).toEqual({ fired: true, failed: [] })
  expect(tryRule(failing)).toEqual({ fired: false, failed: [condition] })
})

test('all conditions of a rule must hold, and each that does not is named', () => {
  expect(tryRule({ languages: ['pt'], surfaces: ['comment'], channels: ['x'] })).toEqual({
    fired: false,
    failed: ['channels', 'surfaces'],
  })
  expect(tryRule({})).toEqual({ fired: true, failed: [] })
})

test.each([
  ['2026-03-02T12:30:00Z', true], // Monday 09:30
  ['2026-03-02T21:00:00Z', false], // Monday 18:00, the end does not belong to it
  ['2026-03-02T11:59:00Z', false], // Monday 08:59
  ['2026-03-01T12:30:00Z', false], // Sunday
])('hours are those of the workspace’s own clock: %s', (at, isWithin) => {
  const when = { hours: { days: ['mon'], from: '09:00', to: '18:00' } }
  expect(tryRule(when, { now: new Date(at) }).fired).toBe(isWithin)
})

test('hours past midnight belong to the day they begin on', () => {
  const when = { hours: { days: ['mon'], from: '22:00', to: '02:00' } }
  const firedAt = (at: string) => tryRule(when, { now: new Date(at) }).fired
  expect(firedAt('2026-03-03T04:30:00Z')).toBe(true) // Tuesday 01:30
  expect(firedAt('2026-03-02T04:30:00Z')).toBe(false) // Monday 01:30
  expect(firedAt('2026-03-03T05:00:00Z')).toBe(false) // Tuesday 02:00
})

test('a business calendar is asked in its own zone, and one that is gone lets no rule fire', () => {
  const calendar = CalendarDocument.parse({
    time_zone: 'Europe/Madrid',
    week: { mon: [{ from: '09:00', to: '14:00' }] },
    holidays: [{ name: 'Dia', date: '2026-03-09' }],
  })
  const clocks = { calendars: new Map([['cal', calendar]]) }
  const firedAt = (is: string, now: Date) => tryRule({ calendar: { id: 'cal', is } }, { clocks, now }).fired
  expect(firedAt('open', NOW)).toBe(true) // 13:30 in Madrid
  expect(firedAt('closed', NOW)).toBe(false)
  expect(firedAt('closed', new Date('2026-03-09T12:30:00Z'))).toBe(true)
  for (const is of ['open', 'closed']) {
    expect(tryRule({ calendar: { id: 'gone', is } }, { clocks })).toEqual({
      fired: false,
      failed: ['calendar'],
    })
  }
})

const TWO_RULES = RoutingDocument.parse({
  rules: [
    { name: 'espanhol', when: { languages: ['es'] }, to: { queue_id: 'que_es' } },
    {
      name: 'vip',
      when: { labels: { any: ['vip'] } },
      to: {
        queue_id: 'que_vip',
        skills: ['B2B'],
        relax_skills_after_s: 600,
        priority: 'high',
        labels: ['prioridade'],
      },
    },
    { name: 'todos', when: {}, to: { queue_id: 'que_all' } },
  ],
  otherwise: { queue_id: 'que_rest', priority: 'low' },
})

test('the first rule that holds decides everything, and the trace ends with it', () => {
  expect(routeThread(TWO_RULES, FACTS, CLOCKS, NOW)).toEqual({
    rule: 'vip',
    queueId: 'que_vip',
    skills: ['b2b'],
    relaxSkillsAfterS: 600,
    priority: 'high',
    labels: ['prioridade'],
    trace: [
      {
        rule: 'espanhol',
        fired: false,
        failed: [{ condition: 'languages', wanted: ['es'], found: 'pt' }],
      },
      { rule: 'vip', fired: true, failed: [] },
    ],
  })
})

test('where no rule holds, what is left for the rest decides', () => {
  const document = { ...TWO_RULES, rules: TWO_RULES.rules.slice(0, 1) }
  expect(routeThread(document, FACTS, CLOCKS, NOW)).toMatchObject({
    rule: null,
    queueId: 'que_rest',
    priority: 'low',
  })
})

test('what is urgent stays urgent, whatever a rule says', () => {
  expect(routeThread(TWO_RULES, { ...FACTS, priority: 'urgent' }, CLOCKS, NOW).priority).toBe('urgent')
})

test('a trace names attributes that were asked and never what they hold', () => {
  const when = { attributes: [{ name: 'plan', is_any_of: ['black'] }] }
  const document = RoutingDocument.parse({ rules: [{ name: 'r', when, to: {} }] })
  const [first] = routeThread(document, FACTS, CLOCKS, NOW).trace
  expect(first!.failed[0]).toMatchObject({ condition: 'attributes', found: { not_as_wanted: ['plan'] } })
  expect(JSON.stringify(first)).not.toContain('gold')
})

test('rules without a name of their own, or a condition that asks nothing, are refused', () => {
  const rule = { name: 'r', when: {}, to: {} }
  expect(RoutingDocument.safeParse({ rules: [rule, rule] }).success).toBe(false)
  for (const when of [
    { labels: {} },
    { scores: [{ label: 'spam' }] },
    { attributes: [{ name: 'x' }] },
    { hours: { from: '09:00', to: '09:00' } },
    { categories: [] },
    { sender: 'x' },
  ]) {
    expect(RoutingDocument.safeParse({ rules: [{ ...rule, when }] }).success).toBe(false)
  }
})
