import type { Measure } from './metric.ts'

/**
 * The mean of scores: `[score]` each. Of scores that are 0 or 1 it is the share that is right (accuracy, coverage, recall@k:
 * the share of queries whose right entry is among the first k); of 1/rank of the right entry, 0 where it was not found, it
 * is the mean reciprocal rank (Voorhees, TREC-8, 1999).
 */
export const mean: Measure = (observations) => {
  if (observations.length === 0) return null
  let sum = 0
  for (const observation of observations) sum += observation[0]!
  return sum / observations.length
}
