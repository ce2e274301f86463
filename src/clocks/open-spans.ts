import { Temporal } from 'temporal-polyfill'
import { type Calendar, DAY_MS } from './compile-calendar.ts'

/** From an instant to another, in milliseconds of the epoch; the end does not belong to it. */
export interface OpenSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** A calendar that stays closed for so long is taken not to open at all. */
export const HORIZON_MS = 3653 * DAY_MS

/**
 * When the calendar is open between two instants, in order; spans may touch. It is open whenever the clock on the wall
 * shows a time within its periods: an hour that is skipped is not worked, and one that is repeated is worked twice.
 */
export function* openSpans(calendar: Calendar, fromMs: number, toMs: number): Generator<OpenSpan> {
  for (const stretch of stretchesOf(calendar.timeZone, fromMs, toMs)) {
    // Within a stretch the offset stays, so local time is plain arithmetic.
    const { offsetMs } = stretch
    const lastDay = Math.floor((stretch.toMs - 1 + offsetMs) / DAY_MS)
    for (let day = Math.floor((stretch.fromMs + offsetMs) / DAY_MS); day <= lastDay; day += 1) {
      for (const span of calendar.spansOf(day)) {
        const from = Math.max(stretch.fromMs, day * DAY_MS + span.fromMs - offsetMs)
        const to = Math.min(stretch.toMs, day * DAY_MS + span.toMs - offsetMs)
        if (from < to) yield { fromMs: from, toMs: to }
      }
    }
  }
}

/** The stretches between two instants in which the zone's offset from UTC stays the same. */
function* stretchesOf(timeZone: string, fromMs: number, toMs: number) {
  let startMs = fromMs
  while (startMs < toMs) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(timeZone)
    const changeMs = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY
    const endMs = Math.min(toMs, changeMs)
    yield { fromMs: startMs, toMs: endMs, offsetMs: zoned.offsetNanoseconds / 1e6 }
    startMs = endMs
  }
}
