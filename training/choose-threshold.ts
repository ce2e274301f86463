export interface ThresholdRule {
  readonly beta: number
  /** Highest rate of false positives among the ordinary rows. */
  readonly mostFalsePositives: number
}

/** Thresholds whose F-beta is this near to the best are as good: so few held-out rows cannot tell them apart. */
const AS_GOOD = 0.99

/**
 * The middle of the thresholds with the best F-beta among those that keep the false positives on ordinary rows under
 * the rule's limit. Rounded up to two digits: the held-out rows tell no finer.
 */
export function chooseThreshold(
  scores: readonly number[],
  labels: readonly number[],
  isOrdinary: readonly boolean[],
  rule: ThresholdRule,
  weights: readonly number[] = scores.map(() => 1),
): number {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
  const positives = labels.reduce((sum, label, i) => sum + label * weights[i]!, 0)
  const ordinary = isOrdinary.filter((is, i) => is && labels[i] === 0).length
  const found: { threshold: number; value: number }[] = []
  let [hits, fired, ordinaryHits] = [0, 0, 0]
  for (const [taken, i] of order.entries()) {
    fired += weights[i]!
    if (labels[i] === 1) hits += weights[i]!
    else if (isOrdinary[i]) ordinaryHits += 1
    if (ordinaryHits > rule.mostFalsePositives * ordinary) break
    const next = order[taken + 1]
    if (next !== undefined && scores[next] === scores[i]) continue
    const precision = hits / fired
    const recall = hits / Math.max(1e-9, positives)
    const square = rule.beta * rule.beta
    const value = hits === 0 ? 0 : ((1 + square) * precision * recall) / (square * precision + recall)
    const threshold = next === undefined ? scores[i]! : (scores[i]! + scores[next]!) / 2
    found.push({ threshold, value })
  }
  const best = Math.max(...found.map(({ value }) => value))
  const good = found.filter(({ value }) => value > 0 && value >= AS_GOOD * best).map((each) => each.threshold)
  const middle = good.length === 0 ? 0.5 : (good[0]! + good.at(-1)!) / 2
  return Math.min(0.95, Math.max(0.2, Math.ceil(middle * 100) / 100))
}
