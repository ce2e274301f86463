import { makeRandom } from './make-random.ts'
import type { Measure, Observation } from './metrics/metric.ts'

export type Interval = readonly [low: number, high: number]

/** Enough that the ends of a 95% interval rest on 25 resamples each. */
const RESAMPLES = 1000
const SEED = 12_345

/**
 * A 95% percentile interval of a metric over resamples of whole cases, since the turns of one depend on each other (Efron
 * and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13). One entry a case. Null where no resample has a value.
 */
export function bootstrapInterval(
  cases: readonly (readonly Observation[])[],
  measure: Measure,
  resamples = RESAMPLES,
): Interval | null {
  const gather = makeGatherer()
  return intervalOf(resample(cases, (drawn) => measure(gather(drawn, (own) => own)), resamples))
}

/**
 * The same of the difference after - before, over resamples of the cases that both have: what is noise in the choice of
 * cases falls out. One pair a case.
 */
export function bootstrapDifference(
  pairs: readonly { readonly before: readonly Observation[]; readonly after: readonly Observation[] }[],
  measure: Measure,
  resamples = RESAMPLES,
): Interval | null {
  const gather = makeGatherer()
  const difference = (drawn: typeof pairs) => {
    const before = measure(gather(drawn, (pair) => pair.before))
    const after = measure(gather(drawn, (pair) => pair.after))
    return before === null || after === null ? null : after - before
  }
  return intervalOf(resample(pairs, difference, resamples))
}

/** What was drawn as one list, which the next draw writes over: a new one each time is most of the work. */
function makeGatherer() {
  const list: Observation[] = []
  return <T>(drawn: readonly T[], read: (one: T) => readonly Observation[]): readonly Observation[] => {
    let end = 0
    for (const one of drawn) {
      for (const observation of read(one)) {
        list[end] = observation
        end += 1
      }
    }
    list.length = end
    return list
  }
}

function resample<T>(
  items: readonly T[],
  measure: (drawn: readonly T[]) => number | null,
  resamples: number,
): number[] {
  if (items.length === 0) return []
  const random = makeRandom(SEED)
  const drawn: T[] = new Array(items.length)
  const values: number[] = []
  for (let round = 0; round < resamples; round += 1) {
    for (let i = 0; i < drawn.length; i += 1) drawn[i] = items[Math.floor(random() * items.length)]!
    const value = measure(drawn)
    if (value !== null) values.push(value)
  }
  return values
}

function intervalOf(values: number[]): Interval | null {
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  return [values[Math.floor(values.length * 0.025)]!, values[Math.ceil(values.length * 0.975) - 1]!]
}
