import type { Calendar } from './compile-calendar.ts'
import { HORIZON_MS, openSpans } from './open-spans.ts'

/**
 * The first instant by which the calendar was open for so many milliseconds, which may be a closing time. Null where it
 * is not open for so long within ten years.
 */
export function addBusinessMs(calendar: Calendar, from: Date, ms: number): Date | null {
  if (ms <= 0) return from
  let leftMs = ms
  for (const span of openSpans(calendar, from.getTime(), from.getTime() + HORIZON_MS)) {
    const lengthMs = span.toMs - span.fromMs
    if (lengthMs >= leftMs) return new Date(span.fromMs + leftMs)
    leftMs -= lengthMs
  }
  return null
}
