import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addBusinessMs } from '../src/clocks/add-business-ms.ts'
import { businessMsBetween } from '../src/clocks/business-ms-between.ts'
import { type Calendar, compileCalendar } from '../src/clocks/compile-calendar.ts'
import { dueAt, ranMs } from '../src/clocks/due-at.ts'
import { isOpen } from '../src/clocks/is-open.ts'
import { nextOpening } from '../src/clocks/next-opening.ts'
import type { CalendarDocument, Period } from '../src/domain/calendar.ts'
import { makeWallClock, openMinutes } from './support/minute-oracle.ts'

/** How many random calendars are held against the oracle; .ci/run raises it. */
const RUNS = Number(process.env.RECADO_CALENDAR_RUNS ?? 500)
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const LONGEST_MIN = 48 * 60
/** Zones that change by an hour, by half an hour, by two, at midnight, by a whole day, around Ramadan, and never. */
const ZONES = [
  'America/New_York',
  'Europe/Lisbon',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'America/Havana',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Pacific/Chatham',
  'Atlantic/Azores',
]
const FIRST_YEAR = 2010
const LAST_YEAR = 2030

/** When the wall clock of a zone jumps, to the minute, as Intl shows it; the first of each year where it never does. */
function changesOf(zone: string): number[] {
  const readWall = makeWallClock(zone)
  const offsetAt = (at: number) => {
    const { date, time } = readWall(at)
    return Date.parse(`${date}T${time}Z`) - at
  }
  const changes: number[] = []
  const end = Date.UTC(LAST_YEAR, 0, 1)
  for (let at = Date.UTC(FIRST_YEAR, 0, 1); at < end; at += DAY_MS) {
    if (offsetAt(at) === offsetAt(at + DAY_MS)) continue
    let before = at
    let after = at + DAY_MS
    while (after - before > MINUTE_MS) {
      const middle = before + Math.floor((after - before) / MINUTE_MS / 2) * MINUTE_MS
      if (offsetAt(middle) === offsetAt(at)) before = middle
      else after = middle
    }
    changes.push(after)
  }
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR }, (_, year) => Date.UTC(FIRST_YEAR + year, 0, 1))
  return changes.length > 0 ? changes : years
}

const CHANGES = new Map(ZONES.map((zone) => [zone, changesOf(zone)]))

const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
/** Any minute of the day, and more often one near the hours at which clocks are changed. */
const minuteOfDay = fc.oneof(fc.nat({ max: 1439 }), fc.nat({ max: 240 }), fc.constantFrom(0, 60, 120, 180))
const period: fc.Arbitrary<Period> = fc
  .tuple(minuteOfDay, fc.oneof(minuteOfDay, fc.constant(1440)))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from: clockTime(from), to: clockTime(to) }))
const periods = fc.array(period, { maxLength: 3 })

/** A random calendar, with holidays about the days of the span, and a span of at most 48 hours about a change. */
const given = fc.constantFrom(...ZONES).chain((zone) =>
  fc
    .record({
      change: fc.constantFrom(...CHANGES.get(zone)!),
      before: fc.nat({ max: LONGEST_MIN }),
      length: fc.nat({ max: LONGEST_MIN }),
      week: fc.tuple(periods, periods, periods, periods, periods, periods, periods),
      holidays: fc.uniqueArray(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.boolean(), periods), {
        maxLength: 2,
        selector: ([days, isYearly]) => `${days} ${isYearly}`,
      }),
      isAlwaysOpen: fc.integer({ min: 0, max: 49 }).map((n) => n === 0),
    })
    .map(({ change, before, length, week, holidays, isAlwaysOpen }) => {
      const [mon, tue, wed, thu, fri, sat, sun] = week
      const document: CalendarDocument = {
        time_zone: zone,
        is_always_open: isAlwaysOpen,
        week: { mon, tue, wed, thu, fri, sat, sun },
        holidays: holidays.map(([days, isYearly, own]) => {
          const date = new Date(change + days * DAY_MS).toISOString().slice(0, 10)
          return { name: 'holiday', date: isYearly ? date.slice(5) : date, periods: own }
        }),
      }
      return { document, from: change - before * MINUTE_MS, minutes: length }
    }),
)

/** Minutes at which a clock is stopped and started in turns; it runs at first. */
const turns = fc.uniqueArray(fc.integer({ min: 1, max: LONGEST_MIN }), { maxLength: 6 })
const target = fc.integer({ min: 1, max: LONGEST_MIN })

test('business time and clocks agree with counting minute by minute', { timeout: 180_000 }, () => {
  fc.assert(
    fc.property(given, turns, target, ({ document, from, minutes }, unordered, targetMin) => {
      const calendar = compileCalendar(document)
      const open = openMinutes(document, from, minutes + 1)
      const turned = unordered.filter((minute) => minute < minutes).sort((one, other) => one - other)
      checkCalendar(calendar, from, open, targetMin)
      checkClock(calendar, from, open.slice(0, minutes), turned, targetMin)
    }),
    { numRuns: RUNS },
  )
})

/** Holds the pure functions of a calendar against its open minutes, of which the last lies after the span. */
function checkCalendar(calendar: Calendar, from: number, open: readonly boolean[], targetMin: number): void {
  const minutes = open.length - 1
  const instant = (minute: number) => new Date(from + minute * MINUTE_MS)
  const counted = open.flatMap((isOpenMinute, minute) => (isOpenMinute && minute < minutes ? [minute] : []))
  expect(businessMsBetween(calendar, instant(0), instant(minutes))).toBe(counted.length * MINUTE_MS)
  expect(isOpen(calendar, instant(minutes))).toBe(open[minutes])
  const first = open.indexOf(true)
  const opening = nextOpening(calendar, instant(0))
  if (first === -1) expect(opening === null || opening > instant(minutes)).toBe(true)
  else expect(opening).toEqual(instant(first))
  if (counted.length === 0) return
  const wanted = 1 + (targetMin % counted.length)
  expect(addBusinessMs(calendar, instant(0), wanted * MINUTE_MS)).toEqual(instant(counted[wanted - 1]! + 1))
}

/** Holds a clock that was stopped and started against the open minutes in which it ran. */
function checkClock(
  calendar: Calendar,
  from: number,
  open: readonly boolean[],
  turned: readonly number[],
  targetMin: number,
): void {
  const instant = (minute: number) => new Date(from + minute * MINUTE_MS)
  const isRunning = (minute: number) => turned.filter((turn) => turn <= minute).length % 2 === 0
  const counted = open.flatMap((isOpenMinute, minute) => (isOpenMinute && isRunning(minute) ? [minute] : []))
  const spans = [0, ...turned].flatMap((start, index, marks) => {
    const end = marks[index + 1]
    const to = end === undefined ? null : instant(end).toISOString()
    return index % 2 === 1 ? [] : [{ from: instant(start).toISOString(), to }]
  })
  expect(ranMs(calendar, spans, instant(open.length))).toBe(counted.length * MINUTE_MS)
  const due = dueAt(calendar, spans, targetMin * MINUTE_MS)
  const last = counted[targetMin - 1]
  // What is not reached within the span may be reached after it, or never.
  if (last === undefined) expect(due === null || due > instant(open.length)).toBe(true)
  else expect(due).toEqual(instant(last + 1))
}
