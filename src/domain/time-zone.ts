import { z } from 'zod'

const isTimeZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** The name of an IANA time zone, for instance `America/Sao_Paulo`. */
export const TimeZone = z.string().max(100).refine(isTimeZone, 'must be an IANA time zone')
