import { Temporal } from 'temporal-polyfill'
import type { BroadcastInput } from '../domain/broadcast.ts'
import { TimeZone } from '../domain/time-zone.ts'

/** When a contact's quiet hours end that `now` lies in; null where it lies in none. */
export function quietUntil(quiet: BroadcastInput['quiet_hours'], timeZone: string, now: Date): Date | null {
  if (quiet === null) return null
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const isOvernight = quiet.from > quiet.until
  const isQuiet = isOvernight
    ? time >= quiet.from || time < quiet.until
    : time >= quiet.from && time < quiet.until
  if (!isQuiet) return null
  const day = isOvernight && time >= quiet.from ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate()
  // Of an hour that the clocks repeat the second: an end that is over already would be waited for over and over.
  const end = day.toPlainDateTime(quiet.until).toZonedDateTime(timeZone, { disambiguation: 'later' })
  return new Date(end.epochMilliseconds)
}

/** The contact's own time zone where it is known, else the workspace's. */
export function timeZoneOf(attributes: Readonly<Record<string, unknown>>, workspace: string): string {
  const own = TimeZone.safeParse(attributes.time_zone)
  return own.success ? own.data : workspace
}
