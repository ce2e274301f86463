import type { CalendarDocument, Period } from '../../src/domain/calendar.ts'

const MINUTE_MS = 60_000
const WEEKDAYS = {
  Mon: 'mon',
  Tue: 'tue',
  Wed: 'wed',
  Thu: 'thu',
  Fri: 'fri',
  Sat: 'sat',
  Sun: 'sun',
} as const

/** What a clock on the wall of a zone shows, read through Intl alone. */
export function makeWallClock(timeZone: string): (at: number) => { date: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const [date, time] = format.format(at).split(' ')
    return { date: date!, time: time! }
  }
}

/**
 * Business time, counted minute by minute: slow, plain, and without a line of src/clocks. A minute counts when the wall
 * clock at its start shows a time within a period that began that day or the day before.
 */
export function openMinutes(document: CalendarDocument, from: number, count: number): boolean[] {
  const readWall = makeWallClock(document.time_zone)
  const days = new Map<string, { today: Period[]; yesterday: Period[] }>()
  return Array.from({ length: count }, (_, minute) => {
    if (document.is_always_open) return true
    const { date, time } = readWall(from + minute * MINUTE_MS)
    let day = days.get(date)
    if (day === undefined) {
      day = { today: periodsOf(document, date), yesterday: periodsOf(document, dayBefore(date)) }
      days.set(date, day)
    }
    const isOfToday = day.today.some((period) =>
      period.to > period.from ? time >= period.from && time < period.to : time >= period.from,
    )
    return isOfToday || day.yesterday.some((period) => period.to <= period.from && time < period.to)
  })
}

function periodsOf(document: CalendarDocument, date: string): Period[] {
  const dated = document.holidays.find((holiday) => holiday.date === date)
  const yearly = document.holidays.find((holiday) => holiday.date === date.slice(5))
  const holiday = dated ?? yearly
  if (holiday !== undefined) return holiday.periods
  const name = new Date(`${date}T12:00:00Z`).toUTCString().slice(0, 3) as keyof typeof WEEKDAYS
  return document.week[WEEKDAYS[name]] ?? []
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
