import type { Ledger } from './ledger.ts'
import type { Backlog } from './report.ts'

const HOUR_MS = 3_600_000
/** Rates are of the last week, in which every hour of the day and day of the week stands once. */
const RATES_OF_HOURS = 7 * 24
const AGES = [
  ['under_1h', 1],
  ['under_4h', 4],
  ['under_24h', 24],
  ['older', Number.POSITIVE_INFINITY],
] as const

/**
 * Who waits at the end of the period, how long already, and how that goes on should waits begin and end as often as in
 * the week before. It knows neither hours of the day nor holidays nor who works tomorrow: see docs/reports.md.
 */
export function forecastBacklog(ledger: Ledger, to: Date): Backlog {
  const waiting = [...ledger.threads.values()].filter((thread) => thread.open.size > 0)
  const ages = waiting.map(
    (thread) => to.getTime() - Math.min(...[...thread.open.values()].map(({ at }) => at)),
  )
  const age = { under_1h: 0, under_4h: 0, under_24h: 0, older: 0 }
  for (const ms of ages) age[AGES.find(([, hours]) => ms < hours * HOUR_MS)![0]] += 1
  const rateOf = (instants: readonly number[]) =>
    instants.filter((at) => at >= to.getTime() - RATES_OF_HOURS * HOUR_MS).length / RATES_OF_HOURS
  const [begun, ended] = [rateOf(ledger.waits.begun), rateOf(ledger.waits.ended)]
  return {
    threads: waiting.length,
    messages: waiting.reduce((sum, thread) => sum + thread.open.size, 0),
    oldest_s: ages.length === 0 ? null : ages.reduce((a, b) => Math.max(a, b)) / 1000,
    age,
    forecast: {
      begun_per_hour: begun,
      ended_per_hour: ended,
      threads_in_24h: Math.max(0, Math.round(waiting.length + 24 * (begun - ended))),
      hours_to_clear: waiting.length === 0 ? 0 : ended > begun ? waiting.length / (ended - begun) : null,
    },
  }
}
