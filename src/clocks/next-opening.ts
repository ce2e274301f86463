import type { Calendar } from './compile-calendar.ts'
import { HORIZON_MS, type OpenSpan, openSpans } from './open-spans.ts'

/** The first instant from `from` on at which the calendar is open; null where it does not open within ten years. */
export function nextOpening(calendar: Calendar, from: Date): Date | null {
  for (const span of openSpans(calendar, from.getTime(), from.getTime() + HORIZON_MS)) {
    return new Date(span.fromMs)
  }
  return null
}

/** An unbroken time of being open; `to` is null where it does not close within ten years. */
export interface Opening {
  readonly from: Date
  readonly to: Date | null
}

/** The next times at which the calendar is open, the present one from `from` on. */
export function nextOpenings(calendar: Calendar, from: Date, count: number): Opening[] {
  const endMs = from.getTime() + HORIZON_MS
  const openings: OpenSpan[] = []
  for (const span of openSpans(calendar, from.getTime(), endMs)) {
    const last = openings.at(-1)
    if (last?.toMs === span.fromMs) openings[openings.length - 1] = { fromMs: last.fromMs, toMs: span.toMs }
    else if (openings.length === count) break
    else openings.push(span)
  }
  return openings.map(({ fromMs, toMs }) => ({
    from: new Date(fromMs),
    to: toMs === endMs ? null : new Date(toMs),
  }))
}
