import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0)

/** Both ask it later: Temporal for arithmetic, where it refuses the likes of `PST`, and `Intl` to show an instant. */
const isTimeZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    EPOCH.toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** The name of an IANA time zone, for instance `America/Sao_Paulo`. */
export const TimeZone = z.string().max(100).refine(isTimeZone, 'must be an IANA time zone')
