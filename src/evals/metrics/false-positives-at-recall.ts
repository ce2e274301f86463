import type { Measure } from './metric.ts'

/**
 * The share of what does not hold that lies at or above the highest threshold that still finds the share `wanted` of what
 * holds; lower is better. `[score, 0 or 1]` each. Null where one kind is absent. (Fawcett, Pattern Recognition Letters 27,
 * 2006, one point of the ROC curve)
 */
export function falsePositivesAtRecall(wanted: number): Measure {
  return (observations) => {
    const holds = observations.filter(([, truth]) => truth === 1).map(([score]) => score!)
    const others = observations.filter(([, truth]) => truth !== 1)
    if (holds.length === 0 || others.length === 0) return null
    holds.sort((a, b) => b - a)
    const threshold = holds[Math.ceil(wanted * holds.length) - 1]!
    return others.filter(([score]) => score! >= threshold).length / others.length
  }
}
