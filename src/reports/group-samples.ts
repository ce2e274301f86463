import { Temporal } from 'temporal-polyfill'
import type { Ledger, Sample } from './ledger.ts'
import type { Grouping, Interval, ReportQuery } from './report.ts'

/** The samples of one interval and group, by metric. */
export interface Group {
  readonly start: Date
  readonly group: string | null
  readonly samples: ReadonlyMap<string, readonly Sample[]>
}

const NO_SAMPLES: readonly Sample[] = []

export function samplesOf(group: Group, metric: string): readonly Sample[] {
  return group.samples.get(metric) ?? NO_SAMPLES
}

/** The ledger's samples by interval and group, in that order. A report that is not cut has its one row, empty or not. */
export function groupSamples(
  ledger: Ledger,
  { from, interval, by }: Pick<ReportQuery, 'from' | 'interval' | 'by'>,
  timeZone: string,
): Group[] {
  const groups = new Map<string, Omit<Group, 'samples'> & { readonly samples: Map<string, Sample[]> }>()
  const find = (startMs: number, group: string | null) => {
    const key = `${startMs} ${group}`
    const known = groups.get(key)
    if (known !== undefined) return known
    const made = { start: new Date(startMs), group, samples: new Map<string, Sample[]>() }
    groups.set(key, made)
    return made
  }
  if (interval === 'none' && by === 'none') find(from.getTime(), null)
  const startOf = startsOf(from.getTime(), interval, timeZone)
  for (const sample of ledger.samples) {
    const { samples } = find(startOf(sample.at), groupOf(ledger, sample, by))
    const others = samples.get(sample.metric)
    if (others === undefined) samples.set(sample.metric, [sample])
    else others.push(sample)
  }
  return [...groups.values()].sort(
    (a, b) => a.start.getTime() - b.start.getTime() || (a.group ?? '').localeCompare(b.group ?? ''),
  )
}

/** Channel, language and queue are the thread's own as of the end of the period; the queue of a clock is its event's. */
function groupOf(ledger: Ledger, sample: Sample, by: Grouping): string | null {
  if (by === 'none') return null
  if (by === 'member') return sample.member
  if (by === 'queue' && sample.queue !== null) return sample.queue
  return ledger.threads.get(sample.threadId!)?.[by] ?? null
}

/** Wall clocks move by quarters of an hour at the least, so that one look-up serves all of a quarter. */
const QUARTER_MS = 15 * 60_000

/** Where the interval of an instant begins; the first begins with the period. */
function startsOf(fromMs: number, interval: Interval, timeZone: string): (at: number) => number {
  if (interval === 'none') return () => fromMs
  const known = new Map<number, number>()
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS)
    let start = known.get(quarter)
    if (start === undefined) {
      start = Math.max(fromMs, beginningOf(quarter * QUARTER_MS, interval, timeZone))
      known.set(quarter, start)
    }
    return start
  }
}

function beginningOf(ms: number, interval: Exclude<Interval, 'none'>, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  if (interval === 'hour')
    return local.round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds
  const day = local.startOfDay()
  return (interval === 'day' ? day : day.subtract({ days: day.dayOfWeek - 1 }).startOfDay()).epochMilliseconds
}
