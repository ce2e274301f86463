import { Temporal } from 'temporal-polyfill'
import type { Ledger } from './ledger.ts'
import type { PeakHour, Topics } from './report.ts'

/** Longest list of topics. */
const MOST = 20

/** What the period was about, most frequent first. */
export function rankTopics({ samples }: Ledger): Topics {
  const rank = (metric: string) => {
    const counts = new Map<string, number>()
    for (const { tag } of samples.filter((sample) => sample.metric === metric)) {
      counts.set(tag!, (counts.get(tag!) ?? 0) + 1)
    }
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
      .slice(0, MOST)
  }
  return { entries: rank('entry'), categories: rank('category'), labels: rank('label') }
}

/** How many messages came in which hour of the week, by the workspace's wall clock; hours without any are left out. */
export function findPeaks({ samples }: Ledger, timeZone: string): PeakHour[] {
  const hours = new Map<string, PeakHour>()
  for (const { at } of samples.filter((sample) => sample.metric === 'inbound')) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
    const key = `${local.dayOfWeek} ${local.hour}`
    const inbound = (hours.get(key)?.inbound ?? 0) + 1
    hours.set(key, { weekday: local.dayOfWeek, hour: local.hour, inbound })
  }
  return [...hours.values()].sort((a, b) => b.inbound - a.inbound || a.weekday - b.weekday || a.hour - b.hour)
}
