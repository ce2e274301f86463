import { LANGUAGES, type Language } from '../domain/language.ts'
import { bootstrapInterval, type Interval } from './bootstrap.ts'
import type { Case } from './case.ts'
import type { Observation } from './metrics/metric.ts'
import type { CaseScore } from './score-case.ts'
import type { Metric, Suite } from './suites.ts'

export const EVERYWHERE = 'all'
export type Where = Language | typeof EVERYWHERE

/** A metric of a suite, in one language or in all. */
export interface Measured {
  readonly suite: string
  readonly metric: string
  readonly where: Where
  /** Null where it does not apply to any turn. */
  readonly value: number | null
  readonly interval: Interval | null
  /** Turns that it applies to. */
  readonly turns: number
  /** Turns of the suite that it does not apply to. */
  readonly not_applicable: number
}

/** A case with how it fared. */
export interface Scored {
  readonly given: Pick<Case, 'id' | 'kind' | 'tags'>
  readonly score: CaseScore
}

/** What each case gives a metric; cases that it does not apply to are left out. */
export function observeCases(metric: Metric, scored: readonly Scored[]): Map<string, Observation[]> {
  const found = new Map<string, Observation[]>()
  for (const { given, score } of scored) {
    const observations = score.turns.flatMap((turn) => {
      const observation = metric.observe(turn)
      return observation === null ? [] : [observation]
    })
    if (observations.length > 0) found.set(given.id, observations)
  }
  return found
}

/** Every metric of the suites over all cases and in each language, with intervals. */
export function measureRun(suites: readonly Suite[], scored: readonly Scored[]): Measured[] {
  return suites.flatMap((suite) => {
    const own = scored.filter(({ given }) => suite.kinds.includes(given.kind))
    return suite.metrics.flatMap((metric) =>
      ([EVERYWHERE, ...LANGUAGES] as const).map((where) =>
        measureOne(suite, metric, inPlace(own, where), where),
      ),
    )
  })
}

export function measureOne(
  suite: Suite,
  metric: Metric,
  scored: readonly Scored[],
  where: Where,
  resamples?: number,
): Measured {
  const cases = [...observeCases(metric, scored).values()]
  const observations = cases.flat()
  return {
    suite: suite.name,
    metric: metric.name,
    where,
    value: metric.measure(observations),
    interval: bootstrapInterval(cases, metric.measure, resamples),
    turns: observations.length,
    not_applicable: scored.reduce((sum, { score }) => sum + score.turns.length, 0) - observations.length,
  }
}

export function inPlace<One extends Scored>(scored: readonly One[], where: Where): readonly One[] {
  return where === EVERYWHERE ? scored : scored.filter(({ given }) => given.tags.language === where)
}
