import type { Measure } from './metric.ts'

/**
 * The unweighted mean of F1 = 2TP / (2TP + FP + FN) over the classes that occur or were given: a rare class counts as much
 * as a common one. `[got, expected]` each, as numbers of classes. (Opitz and Burst, arXiv:1911.03347, "averaged F1")
 */
export const macroF1: Measure = (observations) => {
  const counts = new Map<number, { right: number; all: number }>()
  const countOf = (name: number) => {
    const known = counts.get(name) ?? { right: 0, all: 0 }
    counts.set(name, known)
    return known
  }
  for (const [got, expected] of observations) {
    countOf(got!).all += 1
    countOf(expected!).all += 1
    if (got === expected) countOf(got!).right += 1
  }
  if (counts.size === 0) return null
  let sum = 0
  for (const { right, all } of counts.values()) sum += (2 * right) / all
  return sum / counts.size
}
