const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The schedule of Standard Webhooks: how long before each attempt, the first included. */
const DELAYS_MS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const
const LONGEST_WISH_MS = 24 * HOUR
/** Spreads attempts by 5% either way, so that endpoints which failed together do not come back together. */
const JITTER = 0.1

/**
 * Milliseconds from failed attempt number `attempt` (from 1) to the next, or null where it was the last. `random` lies
 * in [0, 1). The receiver's own wish lengthens the delay, by a day at most, and never shortens it.
 */
export function delayAfter(attempt: number, random: number, retryAfterMs: number | null): number | null {
  const delay = DELAYS_MS[attempt]
  if (delay === undefined) return null
  const jittered = Math.round(delay * (1 - JITTER / 2 + JITTER * random))
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_WISH_MS))
}

/** A `Retry-After` header, in seconds or as an HTTP date (RFC 9110), as milliseconds from now; null where it is neither. */
export function readRetryAfter(header: string | string[] | undefined, now: Date): number | null {
  if (typeof header !== 'string') return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
