import { z } from 'zod'

/** Beyond these years a Date writes its year with a sign, or as 0000, which Postgres does not read. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z')
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** The same instant, or the first that a database can store where it lies before. */
export function noEarlierThanStorable(at: Date): Date {
  return new Date(Math.max(at.getTime(), FIRST_MS))
}

function isStorable(text: string): boolean {
  const ms = Date.parse(text)
  return ms >= FIRST_MS && ms <= LAST_MS
}

/** An instant of a request, with any offset, that every database can store. */
export const Instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine(isStorable, { error: 'must lie between the years 1 and 9999 in UTC', abort: true })
