import type { Measure } from './metric.ts'

/**
 * TP / (TP + FN) of class `wanted`: of what has the class, the share that was given it. `[got, expected]` each, as numbers
 * of classes. Null where nothing has the class. (van Rijsbergen, Information Retrieval, 1979, ch. 7)
 */
export function recall(wanted: number): Measure {
  return (observations) => {
    const there = observations.filter(([, expected]) => expected === wanted)
    const found = there.filter(([got]) => got === wanted)
    return there.length === 0 ? null : found.length / there.length
  }
}
