import type { Measure } from './metric.ts'

/**
 * Area under the risk-coverage curve: the share of wrong answers among the k surest, averaged over all k; lower is better,
 * and the overall error is what an order by chance gets. Those of one confidence are answered together. `[confidence,
 * 1 for right]` each. (Geifman and El-Yaniv, NeurIPS 2017)
 */
export const areaUnderRiskCoverage: Measure = (observations) => {
  const curve = riskCoverage(observations)
  if (curve.length === 0) return null
  let area = 0
  let before = 0
  for (const { coverage, risk } of curve) {
    area += risk * (coverage - before)
    before = coverage
  }
  return area
}

/** One point a confidence, from the surest on: the share answered at or above it, and the share of wrong among those. */
export function riskCoverage(
  observations: readonly (readonly number[])[],
): { readonly confidence: number; readonly coverage: number; readonly risk: number }[] {
  const sorted = [...observations].sort((a, b) => b[0]! - a[0]!)
  const points: { confidence: number; coverage: number; risk: number }[] = []
  let wrong = 0
  for (const [i, [confidence, right]] of sorted.entries()) {
    if (right !== 1) wrong += 1
    if (sorted[i + 1]?.[0] === confidence) continue
    points.push({ confidence: confidence!, coverage: (i + 1) / sorted.length, risk: wrong / (i + 1) })
  }
  return points
}
