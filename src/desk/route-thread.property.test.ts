import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CATEGORIES } from '../domain/assessment.ts'
import { WEEKDAYS } from '../domain/calendar.ts'
import { PRIORITIES } from '../domain/decision.ts'
import { RoutingDocument, RoutingFacts } from '../domain/routing.ts'
import { routeThread } from './route-thread.ts'

const RUNS = Number(process.env.RECADO_ROUTING_RUNS ?? 300)

const word = fc.constantFrom('vip', 'pix', 'loja', 'danger', 'toString', '__proto__', 'plan')
const some = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 })
const category = fc.constantFrom(...CATEGORIES)
const priority = fc.constantFrom(...PRIORITIES)
const language = fc.constantFrom('pt', 'es', 'en', 'und')
const score = fc.double({ min: 0, max: 1, noNaN: true })
const value = fc.oneof(word, fc.integer(), fc.boolean())
const time = fc.constantFrom('00:00', '08:30', '12:00', '23:59')

const everyCondition = {
  categories: some(category),
  reasons: some(word),
  priorities: some(priority),
  labels: fc.record({ all: some(word), any: some(word), none: some(word) }),
  languages: some(language),
  channels: some(word),
  surfaces: some(fc.constantFrom('dm', 'comment')),
  scores: some(fc.record({ label: category, at_least: score, below: score })),
  attributes: some(fc.record({ name: word, is_set: fc.boolean(), is_any_of: some(value) })),
  hours: fc
    .record({ days: some(fc.constantFrom(...WEEKDAYS)), from: time, to: time })
    .filter(({ from, to }) => from !== to),
  calendar: fc.record({ id: word, is: fc.constantFrom('open', 'closed') }),
}
/** Two conditions at most, so that rules fire about as often as they do not. */
const conditions = fc
  .subarray(Object.keys(everyCondition) as (keyof typeof everyCondition)[], { maxLength: 2 })
  .chain((names) =>
    fc.record(everyCondition).map((all) => Object.fromEntries(names.map((name) => [name, all[name]]))),
  )
const target = fc.record(
  { queue_id: word, priority, labels: some(word), skills: some(word) },
  { requiredKeys: [] },
)
const documents = fc
  .record({
    rules: fc.array(fc.record({ when: conditions, to: target }), { maxLength: 5 }),
    otherwise: target,
  })
  .map(({ rules, otherwise }) =>
    RoutingDocument.parse({ rules: rules.map((rule, i) => ({ ...rule, name: `r${i}` })), otherwise }),
  )
const factsOf = fc
  .record({
    category,
    reasons: fc.array(word),
    priority,
    labels: fc.array(word),
    language,
    channel_id: word,
    channel_kind: fc.constant('web'),
    surface: fc.constantFrom('dm', 'comment'),
    scores: fc.record({ hate: score, spam: score, needs_human: score, faq: score }),
    attributes: fc.dictionary(word, value),
  })
  .map((facts) => RoutingFacts.parse(facts))
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
const clocks = { timeZone: 'America/Sao_Paulo', calendars: new Map() }

test('every thread gets exactly one answer, always the same, and the trace proves it', () => {
  const seen = { fired: 0, none: 0 }
  fc.assert(
    fc.property(documents, factsOf, instant, (document, facts, now) => {
      const routing = routeThread(document, facts, clocks, now)
      expect(routeThread(structuredClone(document), structuredClone(facts), clocks, now)).toEqual(routing)
      seen[routing.rule === null ? 'none' : 'fired'] += 1
      const fired = routing.trace.filter((step) => step.fired)
      const to = document.rules.find(({ name }) => name === routing.rule)?.to ?? document.otherwise
      expect(fired.map((step) => step.rule)).toEqual(routing.rule === null ? [] : [routing.rule])
      expect(routing.trace.map((step) => step.rule)).toEqual(
        document.rules.map(({ name }) => name).slice(0, routing.trace.length),
      )
      if (routing.rule === null) expect(routing.trace).toHaveLength(document.rules.length)
      else expect(routing.trace.at(-1)!.rule).toBe(routing.rule)
      for (const step of routing.trace) expect(step.failed.length > 0).toBe(!step.fired)
      expect(routing.queueId).toBe(to.queue_id ?? null)
      expect(PRIORITIES).toContain(routing.priority)
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(seen.fired, seen.none)).toBeGreaterThan(RUNS / 20)
})

test('a rule that fires goes on firing when rules are put behind it', () => {
  fc.assert(
    fc.property(documents, documents, factsOf, instant, (document, more, facts, now) => {
      const { rule } = routeThread(document, facts, clocks, now)
      fc.pre(rule !== null)
      const later = more.rules.map((each) => ({ ...each, name: `later ${each.name}` }))
      const longer = { ...document, rules: [...document.rules, ...later] }
      expect(routeThread(longer, facts, clocks, now).rule).toBe(rule)
    }),
    { numRuns: RUNS },
  )
})
