import type { Measure } from './metric.ts'

/**
 * TP / (TP + FP) of class `wanted`: of what was given the class, the share that has it. `[got, expected]` each, as numbers
 * of classes. Null where nothing was given the class. (van Rijsbergen, Information Retrieval, 1979, ch. 7)
 */
export function precision(wanted: number): Measure {
  return (observations) => {
    const given = observations.filter(([got]) => got === wanted)
    const right = given.filter(([, expected]) => expected === wanted)
    return given.length === 0 ? null : right.length / given.length
  }
}
