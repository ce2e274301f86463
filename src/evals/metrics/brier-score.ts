import type { Measure } from './metric.ts'

/**
 * The mean of (probability - outcome)²; lower is better, 0.25 is what always saying one half gets. `[probability, 0 or 1]`
 * each. (Brier, Monthly Weather Review 78, 1950)
 */
export const brierScore: Measure = (observations) => {
  if (observations.length === 0) return null
  let sum = 0
  for (const [stated, came] of observations) sum += (stated! - came!) ** 2
  return sum / observations.length
}
