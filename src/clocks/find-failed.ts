import type { CalendarDocument } from '../domain/calendar.ts'
import type { RoutingConditions, RoutingFacts, RuleTrace } from '../domain/routing.ts'
import { compileCalendar } from './compile-calendar.ts'
import { isOpen } from './is-open.ts'

/** Clocks that rules may ask: the workspace's zone, and its business calendars by id. */
export interface ConditionClocks {
  readonly timeZone: string
  readonly calendars: ReadonlyMap<string, CalendarDocument>
}

interface Checked {
  readonly holds: boolean
  readonly found: unknown
}

type Checks = {
  [Name in keyof RoutingConditions]-?: (
    wanted: NonNullable<RoutingConditions[Name]>,
    facts: RoutingFacts,
    clocks: ConditionClocks,
    now: Date,
  ) => Checked
}

const oneOf = <T>(wanted: readonly T[], found: T): Checked => ({ holds: wanted.includes(found), found })

const CHECKS: Checks = {
  categories: (wanted, { category }) => oneOf(wanted, category),
  reasons: (wanted, { reasons }) => ({
    holds: wanted.some((reason) => reasons.includes(reason)),
    found: reasons,
  }),
  priorities: (wanted, { priority }) => oneOf(wanted, priority),
  labels: ({ all = [], any, none = [] }, { labels }) => ({
    holds:
      all.every((label) => labels.includes(label)) &&
      (any === undefined || any.some((label) => labels.includes(label))) &&
      !none.some((label) => labels.includes(label)),
    found: labels,
  }),
  languages: (wanted, { language }) => oneOf(wanted, language),
  channels: (wanted, { channel_id }) => oneOf(wanted, channel_id),
  channel_kinds: (wanted, { channel_kind }) => oneOf(wanted, channel_kind),
  surfaces: (wanted, { surface }) => oneOf(wanted, surface),
  scores: (wanted, { scores }) => ({
    holds: wanted.every(
      ({ label, at_least = 0, below = Number.POSITIVE_INFINITY }) =>
        scores[label] >= at_least && scores[label] < below,
    ),
    found: scores,
  }),
  attributes: (wanted, { attributes }) => {
    const unlike = wanted.filter(({ name, is_set, is_any_of }) => {
      const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined
      const isSetAsAsked = is_set === undefined || is_set === (value !== undefined)
      return !isSetAsAsked || (is_any_of !== undefined && !is_any_of.some((one) => one === value))
    })
    // What is known of the customer stays out of traces.
    return { holds: unlike.length === 0, found: { not_as_wanted: unlike.map(({ name }) => name) } }
  },
  hours: ({ days, from, to }, _facts, { timeZone }, now) => {
    const week = Object.fromEntries(days.map((day) => [day, [{ from, to }]]))
    const document = { time_zone: timeZone, is_always_open: false, week, holidays: [] }
    return { holds: isOpen(compileCalendar(document), now), found: now.toISOString() }
  },
  calendar: ({ id, is }, _facts, { calendars }, now) => {
    const document = calendars.get(id)
    if (document === undefined) return { holds: false, found: 'no such calendar' }
    return oneOf([is], isOpen(compileCalendar(document), now) ? 'open' : 'closed')
  },
}

/** The conditions that do not hold, with what was found in their place. */
export function findFailed(
  when: RoutingConditions,
  facts: RoutingFacts,
  clocks: ConditionClocks,
  now: Date,
): RuleTrace['failed'] {
  return (Object.keys(CHECKS) as (keyof RoutingConditions)[]).flatMap((condition) => {
    const wanted = when[condition]
    if (wanted === undefined) return []
    // The check of a name takes what the conditions hold under that name.
    const check = CHECKS[condition] as (
      wanted: unknown,
      facts: RoutingFacts,
      clocks: ConditionClocks,
      now: Date,
    ) => Checked
    const { holds, found } = check(wanted, facts, clocks, now)
    return holds ? [] : [{ condition, wanted, found }]
  })
}
