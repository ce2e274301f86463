import { makeRandom } from '../src/evals/make-random.ts'
import { auc } from './measure-scores.ts'

const RESAMPLES = 200

export type Interval = readonly [low: number, high: number]

/** 95% interval of AUC of `a` less AUC of `b` over paired resamples of whole groups of rows; of `a` alone without `b`. */
export function bootstrapDifference(
  a: readonly number[],
  b: readonly number[] | null,
  truth: readonly number[],
  groups: readonly string[],
): Interval {
  const random = makeRandom(12345)
  const members = [...Map.groupBy(groups.keys(), (i) => groups[i]!).values()]
  const found = Array.from({ length: RESAMPLES }, () => {
    const at = members.flatMap(() => members[Math.floor(random() * members.length)]!)
    const pick = (from: readonly number[]) => at.map((i) => from[i]!)
    const labels = pick(truth)
    return auc(pick(a), labels) - (b === null ? 0 : auc(pick(b), labels))
  }).filter((x) => !Number.isNaN(x))
  found.sort((x, y) => x - y)
  return [found[Math.floor(found.length * 0.025)]!, found[Math.floor(found.length * 0.975)]!]
}

export function showInterval([low, high]: Interval): string {
  const sign = (x: number) => `${x >= 0 ? '+' : ''}${x.toFixed(3)}`
  return `${sign(low)} … ${sign(high)}`
}
