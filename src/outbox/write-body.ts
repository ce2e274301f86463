import type { Event } from '../domain/event.ts'

/** Standard Webhooks: a body stays below 20 kB. */
const MAX_BYTES = 19_999

/**
 * `{type, timestamp, data}` as JSON. Larger data is cut to its ids with `truncated: true`: the receiver reads the rest
 * from the API, where `GET /v1/events` has the event in full.
 */
export function writeBody(event: Event): string {
  const { type, timestamp } = event
  const write = (data: Record<string, unknown>) => JSON.stringify({ type, timestamp, data })
  const full = write(event.data)
  if (fits(full)) return full
  const ids = idsOf(event.data)
  const cut = write({ ...ids, truncated: true })
  if (fits(cut)) return cut
  const single = Object.entries(ids).filter(([, value]) => typeof value === 'string')
  return write({ ...Object.fromEntries(single), truncated: true })
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) <= MAX_BYTES
}

function idsOf(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(
      ([name, value]) =>
        /(^|_)ids?$/.test(name) &&
        (typeof value === 'string' || (Array.isArray(value) && value.every((id) => typeof id === 'string'))),
    ),
  )
}
