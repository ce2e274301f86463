import type { Calendar } from './compile-calendar.ts'
import { openSpans } from './open-spans.ts'

/** Milliseconds between two instants in which the calendar is open; negative where `to` comes before `from`. */
export function businessMsBetween(calendar: Calendar, from: Date, to: Date): number {
  if (to < from) return -businessMsBetween(calendar, to, from)
  let totalMs = 0
  for (const span of openSpans(calendar, from.getTime(), to.getTime())) totalMs += span.toMs - span.fromMs
  return totalMs
}
