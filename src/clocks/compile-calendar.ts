import { type CalendarDocument, type Period, WEEKDAYS } from '../domain/calendar.ts'

const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/** Milliseconds from one midnight to the next, on a clock that is never put forward or back. */
interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** A calendar made ready for arithmetic. */
export interface Calendar {
  readonly timeZone: string
  /** When it is open on a local day, counted from 1970-01-01: in order, apart, within the day. */
  readonly spansOf: (day: number) => readonly Span[]
}

const WHOLE_DAY: readonly Span[] = [{ fromMs: 0, toMs: DAY_MS }]

/**
 * Makes a calendar ready for arithmetic on local days. A holiday replaces what begins on its date, so that a night
 * that began the evening before runs to its end.
 */
export function compileCalendar(document: CalendarDocument): Calendar {
  if (document.is_always_open) return { timeZone: document.time_zone, spansOf: () => WHOLE_DAY }
  const week = WEEKDAYS.map((weekday) => (document.week[weekday] ?? []).map(toSpan))
  const holidays = new Map(document.holidays.map(({ date, periods }) => [date, periods.map(toSpan)]))
  const beginningOn = (day: number) => {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    // 1970-01-01 was a Thursday.
    const weekday = (((day + 3) % 7) + 7) % 7
    return holidays.get(date) ?? holidays.get(date.slice(5)) ?? week[weekday]!
  }
  const spansOf = (day: number) => {
    const spilling = beginningOn(day - 1).map(({ fromMs, toMs }) => ({
      fromMs: fromMs - DAY_MS,
      toMs: toMs - DAY_MS,
    }))
    return unite([...spilling, ...beginningOn(day)])
  }
  return { timeZone: document.time_zone, spansOf }
}

function toSpan({ from, to }: Period): Span {
  const fromMs = readTime(from)
  const toMs = readTime(to)
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY_MS }
}

function readTime(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours! * 60 + minutes!) * MINUTE_MS
}

/** The same spans cut to one day, in order, with those that overlap or touch made one. */
function unite(spans: readonly Span[]): Span[] {
  const united: Span[] = []
  const ordered = spans
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(0, fromMs), toMs: Math.min(DAY_MS, toMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((one, other) => one.fromMs - other.fromMs)
  for (const span of ordered) {
    const last = united.at(-1)
    if (last === undefined || span.fromMs > last.toMs) united.push(span)
    else united[united.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) }
  }
  return united
}
