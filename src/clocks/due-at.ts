import type { RunningSpan } from '../db/clocks-tables.ts'
import { addBusinessMs } from './add-business-ms.ts'
import { businessMsBetween } from './business-ms-between.ts'
import type { Calendar } from './compile-calendar.ts'

/**
 * When a clock that ran in these spans has run for so many milliseconds of business time. Null while it stands still
 * before that, and where the calendar never opens for so long.
 */
export function dueAt(calendar: Calendar, spans: readonly RunningSpan[], ms: number): Date | null {
  let leftMs = ms
  for (const span of spans) {
    const from = new Date(span.from)
    if (span.to === null) return addBusinessMs(calendar, from, leftMs)
    const ranMs = businessMsBetween(calendar, from, new Date(span.to))
    if (ranMs >= leftMs) return addBusinessMs(calendar, from, leftMs)
    leftMs -= ranMs
  }
  return null
}

/** The business time for which a clock has run by `now`. */
export function ranMs(calendar: Calendar, spans: readonly RunningSpan[], now: Date): number {
  return spans.reduce((sum, { from, to }) => {
    const end = to === null ? now : new Date(to)
    return sum + Math.max(0, businessMsBetween(calendar, new Date(from), end))
  }, 0)
}
