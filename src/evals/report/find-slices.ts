import type { Interval } from '../bootstrap.ts'
import { EVERYWHERE, measureOne } from '../measure-run.ts'
import type { Outcome } from '../run-suites.ts'
import type { Suite } from '../suites.ts'

/** A part of the cases in which a metric is not what it is over all. */
export interface Slice {
  readonly suite: string
  readonly metric: string
  readonly tag: string
  readonly value: number
  readonly interval: Interval
  readonly overall: number
  readonly turns: number
  readonly isWorse: boolean
}

/** Fewer turns say little. */
const FEWEST = 12
const RESAMPLES = 200
const MOST = 16

/** The slices by language, surface, family and business whose interval leaves out the overall value, furthest first. */
export function findSlices(suites: readonly Suite[], scored: readonly Outcome[]): Slice[] {
  const found = suites.flatMap((suite) => {
    const own = scored.filter(({ given }) => suite.kinds.includes(given.kind))
    const groups = groupsOf(own)
    return suite.metrics.flatMap((metric) => {
      const { value: overall } = measureOne(suite, metric, own, EVERYWHERE, 0)
      if (overall === null) return []
      return groups.flatMap(([tag, part]) => {
        const { value, interval, turns } = measureOne(suite, metric, part, EVERYWHERE, RESAMPLES)
        if (value === null || interval === null || turns < FEWEST) return []
        if (interval[0] <= overall && overall <= interval[1]) return []
        const isWorse = metric.isHigherBetter === value < overall
        return [{ suite: suite.name, metric: metric.title, tag, value, interval, overall, turns, isWorse }]
      })
    })
  })
  return found.sort((a, b) => Math.abs(b.value - b.overall) - Math.abs(a.value - a.overall)).slice(0, MOST)
}

function groupsOf(scored: readonly Outcome[]): [string, Outcome[]][] {
  const by = (name: string, read: (outcome: Outcome) => string) =>
    [...Map.groupBy(scored, read)].map(([value, part]): [string, Outcome[]] => [`${name} ${value}`, part])
  return [
    ...by('language', ({ given }) => given.tags.language),
    ...by('surface', ({ given }) => given.tags.surface),
    ...by('family', ({ given }) => given.tags.family),
    ...by('business', ({ given }) => (typeof given.knowledge === 'string' ? given.knowledge : '')),
  ].filter(([name, part]) => name !== 'business ' && part.length < scored.length)
}
