import { LANGUAGES } from '../domain/language.ts'
import { bootstrapDifference, type Interval } from './bootstrap.ts'
import { EVERYWHERE, inPlace, observeCases, type Scored, type Where } from './measure-run.ts'
import type { CaseScore } from './score-case.ts'
import type { Metric, Suite } from './suites.ts'

/** A case of both runs that is wrong in at least one of them. */
export const CHANGES = ['fixed', 'broken', 'still_wrong'] as const
export type Change = (typeof CHANGES)[number]

export type PastScores = readonly CaseScore[]

/** What became of each case that is wrong before or now: fixed, broken or still wrong. */
export function changesOf(before: PastScores, now: readonly Scored[]): Map<string, Change> {
  const past = new Map(before.map((score) => [score.case_id, score.failed.length > 0]))
  const changes = new Map<string, Change>()
  for (const { score } of now) {
    const was = past.get(score.case_id)
    const is = score.failed.length > 0
    if (was === undefined || (!was && !is)) continue
    changes.set(score.case_id, was && is ? 'still_wrong' : is ? 'broken' : 'fixed')
  }
  return changes
}

/** Cases that a comparison leaves out, by why. */
export interface LeftOut {
  /** Of a folder of data sets that was not named, or shipped no more. */
  readonly unknown: number
  readonly onlyBefore: number
  readonly onlyAfter: number
}

/** How many cases of two runs are not compared; `known` are those that are there to be looked up. */
export function leftOutOf(before: PastScores, after: PastScores, known: ReadonlySet<string>): LeftOut {
  const [was, is] = [before, after].map((scores) => new Set(scores.map(({ case_id }) => case_id)))
  const of = (ids: ReadonlySet<string>, isLeftOut: (id: string) => boolean) =>
    [...ids].filter(isLeftOut).length
  return {
    unknown: of(was!.union(is!), (id) => !known.has(id)),
    onlyBefore: of(was!, (id) => known.has(id) && !is!.has(id)),
    onlyAfter: of(is!, (id) => known.has(id) && !was!.has(id)),
  }
}

/** A metric on the cases of both runs. */
export interface Difference {
  readonly suite: string
  readonly metric: string
  readonly where: Where
  readonly before: number
  readonly after: number
  /** Of after - before. */
  readonly interval: Interval
  readonly verdict: 'better' | 'worse' | 'same'
}

/** Every metric before and after, on the cases that both runs have; better or worse only where chance does not explain it. */
export function differencesOf(
  suites: readonly Suite[],
  before: PastScores,
  now: readonly Scored[],
  resamples?: number,
): Difference[] {
  const past = toPast(before)
  return suites.flatMap((suite) => {
    const own = now.filter(({ given }) => suite.kinds.includes(given.kind))
    return suite.metrics.flatMap((metric) =>
      ([EVERYWHERE, ...LANGUAGES] as const).flatMap(
        (where) => differenceOf(suite, metric, where, past, inPlace(own, where), resamples) ?? [],
      ),
    )
  })
}

export function toPast(scores: PastScores): Past {
  return new Map(scores.map((score) => [score.case_id, score]))
}

type Past = ReadonlyMap<string, PastScores[number]>

/** Null where the metric does not apply to what both runs have. */
export function differenceOf(
  suite: Suite,
  metric: Metric,
  where: Where,
  past: Past,
  scored: readonly Scored[],
  resamples?: number,
): Difference | null {
  const own = scored.filter(({ given }) => past.has(given.id))
  const now = observeCases(metric, own)
  const then = observeCases(
    metric,
    own.map(({ given }) => ({ given, score: past.get(given.id)! })),
  )
  const pairs = own.map(({ given: { id } }) => ({ before: then.get(id) ?? [], after: now.get(id) ?? [] }))
  const before = metric.measure(pairs.flatMap((pair) => pair.before))
  const after = metric.measure(pairs.flatMap((pair) => pair.after))
  if (before === null || after === null) return null
  const isSame = pairs.every((pair) => JSON.stringify(pair.before) === JSON.stringify(pair.after))
  const interval: Interval | null = isSame ? [0, 0] : bootstrapDifference(pairs, metric.measure, resamples)
  if (interval === null) return null
  const isUp = interval[0] > 0
  const isDown = interval[1] < 0
  const verdict = isUp || isDown ? (isUp === metric.isHigherBetter ? 'better' : 'worse') : 'same'
  return { suite: suite.name, metric: metric.name, where, before, after, interval, verdict }
}
