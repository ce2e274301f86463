import { describe, expect, test } from 'vitest'
import { CalendarDocument } from '../domain/calendar.ts'
import { addBusinessMs } from './add-business-ms.ts'
import { businessMsBetween } from './business-ms-between.ts'
import { compileCalendar } from './compile-calendar.ts'
import { isOpen } from './is-open.ts'
import { nextOpening, nextOpenings } from './next-opening.ts'

const HOUR_MS = 3_600_000
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const EVERY_DAY = [...WEEKDAYS, 'sat', 'sun'] as const

type Input = Parameters<typeof CalendarDocument.parse>[0]

function calendar(document: Input) {
  return compileCalendar(CalendarDocument.parse(document))
}

function daily(time_zone: string, from: string, to: string, days: readonly string[] = EVERY_DAY) {
  return calendar({ time_zone, week: Object.fromEntries(days.map((day) => [day, [{ from, to }]])) })
}

const at = (instant: string) => new Date(instant)
const hoursBetween = (of: ReturnType<typeof calendar>, from: string, to: string) =>
  businessMsBetween(of, at(from), at(to)) / HOUR_MS

describe('daylight saving', () => {
  test('America/New_York, spring gap: the hour that is skipped is not worked', () => {
    const night = daily('America/New_York', '01:00', '04:00')
    // 2026-03-08: 01:59:59 EST is followed by 03:00 EDT.
    expect(hoursBetween(night, '2026-03-08T06:00:00Z', '2026-03-08T08:00:00Z')).toBe(2)
    expect(addBusinessMs(night, at('2026-03-08T06:00:00Z'), 2 * HOUR_MS)).toEqual(at('2026-03-08T08:00:00Z'))
    const skipped = daily('America/New_York', '02:00', '03:00')
    expect(nextOpening(skipped, at('2026-03-08T05:00:00Z'))).toEqual(at('2026-03-09T06:00:00Z'))
  })

  test('Europe/Lisbon, autumn repeat: the hour that comes twice is worked twice', () => {
    const night = daily('Europe/Lisbon', '00:00', '03:00')
    // 2026-10-25: 01:59:59 WEST is followed by 01:00 WET.
    expect(hoursBetween(night, '2026-10-24T23:00:00Z', '2026-10-25T12:00:00Z')).toBe(4)
    const repeated = daily('Europe/Lisbon', '01:00', '02:00')
    expect(nextOpenings(repeated, at('2026-10-25T00:00:00Z'), 1)).toEqual([
      { from: at('2026-10-25T00:00:00Z'), to: at('2026-10-25T02:00:00Z') },
    ])
  })

  test('America/Sao_Paulo has no daylight saving since 2019, and had it before', () => {
    const shop = daily('America/Sao_Paulo', '09:00', '18:00')
    expect(nextOpening(shop, at('2018-12-05T03:00:00Z'))).toEqual(at('2018-12-05T11:00:00Z'))
    expect(nextOpening(shop, at('2025-12-05T03:00:00Z'))).toEqual(at('2025-12-05T12:00:00Z'))
    // 2018-11-04 began at 01:00.
    const midnight = daily('America/Sao_Paulo', '00:00', '02:00')
    expect(hoursBetween(midnight, '2018-11-04T02:00:00Z', '2018-11-04T12:00:00Z')).toBe(1)
  })

  test('Asia/Kolkata is half an hour off and never changes', () => {
    const shop = daily('Asia/Kolkata', '09:00', '18:00')
    expect(nextOpening(shop, at('2026-03-08T00:00:00Z'))).toEqual(at('2026-03-08T03:30:00Z'))
    expect(nextOpening(shop, at('2026-10-25T00:00:00Z'))).toEqual(at('2026-10-25T03:30:00Z'))
  })

  test('Pacific/Apia: the day that never was counts for nothing', () => {
    // On 2011-12-29 at 24:00 it became 2011-12-31.
    const shop = daily('Pacific/Apia', '09:00', '17:00')
    expect(hoursBetween(shop, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z')).toBe(16)
  })
})

describe('periods', () => {
  const shop = calendar({
    time_zone: 'America/Sao_Paulo',
    week: {
      wed: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '18:00' },
      ],
      fri: [{ from: '22:00', to: '02:00' }],
    },
    holidays: [
      { name: 'Natal', date: '12-25' },
      { name: 'Véspera', date: '12-24', periods: [{ from: '09:00', to: '10:00' }] },
      { name: 'Plantão', date: '2027-12-25', periods: [{ from: '08:00', to: '09:00' }] },
    ],
  })

  test('a day has several, and lunch is not worked', () => {
    expect(hoursBetween(shop, '2026-11-25T14:00:00Z', '2026-11-25T17:00:00Z')).toBe(2)
    expect(isOpen(shop, at('2026-11-25T15:30:00Z'))).toBe(false)
    expect(isOpen(shop, at('2026-11-25T16:00:00Z'))).toBe(true)
  })

  test('one may go past midnight', () => {
    expect(nextOpenings(shop, at('2026-11-28T00:00:00Z'), 1)).toEqual([
      { from: at('2026-11-28T01:00:00Z'), to: at('2026-11-28T05:00:00Z') },
    ])
  })

  test('what overlaps counts once', () => {
    const overlapping = calendar({
      time_zone: 'UTC',
      week: {
        wed: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '13:00' },
        ],
      },
    })
    expect(hoursBetween(overlapping, '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z')).toBe(4)
  })

  test('an instant at which it closes is closed', () => {
    expect(isOpen(shop, at('2026-11-25T21:00:00Z'))).toBe(false)
    expect(isOpen(shop, at('2026-11-25T20:59:59.999Z'))).toBe(true)
  })

  test('a holiday of every year closes, one with periods keeps those, and a dated one prevails', () => {
    // 2026-12-25 and 2027-12-24 are Fridays.
    expect(hoursBetween(shop, '2026-12-25T03:00:00Z', '2026-12-26T12:00:00Z')).toBe(0)
    expect(hoursBetween(shop, '2027-12-24T03:00:00Z', '2027-12-25T03:00:00Z')).toBe(1)
    expect(hoursBetween(shop, '2027-12-25T03:00:00Z', '2027-12-26T03:00:00Z')).toBe(1)
  })

  test('a night that began before a holiday runs to its end', () => {
    const bar = daily('America/Sao_Paulo', '20:00', '04:00', ['thu', 'fri'])
    const closed = calendar({
      time_zone: 'America/Sao_Paulo',
      week: { thu: [{ from: '20:00', to: '04:00' }], fri: [{ from: '20:00', to: '04:00' }] },
      holidays: [{ name: 'Natal', date: '12-25' }],
    })
    expect(hoursBetween(bar, '2026-12-24T03:00:00Z', '2026-12-26T12:00:00Z')).toBe(16)
    expect(hoursBetween(closed, '2026-12-24T03:00:00Z', '2026-12-26T12:00:00Z')).toBe(8)
  })
})

describe('adding', () => {
  const shop = daily('America/Sao_Paulo', '09:00', '18:00', WEEKDAYS)

  test('what ends at closing time is due at closing time, and one millisecond more on the next working day', () => {
    const friday = at('2026-11-27T20:45:00Z')
    expect(addBusinessMs(shop, friday, 15 * 60_000)).toEqual(at('2026-11-27T21:00:00Z'))
    expect(addBusinessMs(shop, friday, 15 * 60_000 + 1)).toEqual(at('2026-11-30T12:00:00.001Z'))
  })

  test('nothing is due at once', () => {
    expect(addBusinessMs(shop, at('2026-11-28T12:00:00Z'), 0)).toEqual(at('2026-11-28T12:00:00Z'))
  })

  test('a span that runs backwards is negative', () => {
    expect(hoursBetween(shop, '2026-11-27T14:00:00Z', '2026-11-27T12:00:00Z')).toBe(-2)
  })
})

describe('a calendar that never opens', () => {
  test.each([
    ['has no periods', { time_zone: 'UTC' }],
    [
      'opened once and never again',
      {
        time_zone: 'UTC',
        holidays: [{ name: 'Fair', date: '2020-01-01', periods: [{ from: '09:00', to: '10:00' }] }],
      },
    ],
  ])('says so: it %s', (_why, document) => {
    const never = calendar(document)
    const now = at('2026-11-25T12:00:00Z')
    expect(nextOpening(never, now)).toBeNull()
    expect(nextOpenings(never, now, 3)).toEqual([])
    expect(addBusinessMs(never, now, 1)).toBeNull()
    expect(isOpen(never, now)).toBe(false)
    expect(businessMsBetween(never, now, at('2027-11-25T12:00:00Z'))).toBe(0)
  })

  test('one that always is open never closes', () => {
    const always = calendar({ time_zone: 'Europe/Lisbon', is_always_open: true })
    const now = at('2026-10-24T12:00:00Z')
    expect(nextOpenings(always, now, 3)).toEqual([{ from: now, to: null }])
    expect(addBusinessMs(always, now, 48 * HOUR_MS)).toEqual(at('2026-10-26T12:00:00Z'))
  })
})
