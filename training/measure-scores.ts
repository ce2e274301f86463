/** Area under the ROC curve of `scores` for `labels` (0 or 1); ties count half. NaN where one class is absent. */
export function auc(scores: readonly number[], labels: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!)
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < order.length; ) {
    let end = i
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end += 1
    for (let k = i; k < end; k += 1) {
      if (labels[order[k]!] !== 1) continue
      rankSum += (i + end + 1) / 2
      positives += 1
    }
    i = end
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export interface AtThreshold {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly macroF1: number
  readonly falsePositiveRate: number
}

export function atThreshold(
  scores: readonly number[],
  labels: readonly number[],
  threshold: number,
): AtThreshold {
  let [tp, fp, fn, tn] = [0, 0, 0, 0]
  for (const [i, score] of scores.entries()) {
    const isHit = labels[i] === 1
    if (score >= threshold && isHit) tp += 1
    else if (score >= threshold) fp += 1
    else if (isHit) fn += 1
    else tn += 1
  }
  const f = (hit: number, miss: number) => (hit === 0 ? 0 : (2 * hit) / (2 * hit + miss))
  return {
    precision: tp / Math.max(1, tp + fp),
    recall: tp / Math.max(1, tp + fn),
    f1: f(tp, fp + fn),
    macroF1: (f(tp, fp + fn) + f(tn, fp + fn)) / 2,
    falsePositiveRate: fp / Math.max(1, fp + tn),
  }
}

/** Expected calibration error over 15 bins of equal numbers, and the Brier score. */
export function calibrationOf(
  scores: readonly number[],
  labels: readonly number[],
): { ece: number; brier: number } {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!)
  const bins = Math.min(15, order.length)
  let ece = 0
  for (let bin = 0; bin < bins; bin += 1) {
    const part = order.slice((bin * order.length) / bins, ((bin + 1) * order.length) / bins)
    const mean = (of: readonly number[]) => part.reduce((sum, i) => sum + of[i]!, 0) / part.length
    ece += (part.length / order.length) * Math.abs(mean(scores) - mean(labels))
  }
  const brier = scores.reduce((sum, score, i) => sum + (score - labels[i]!) ** 2, 0) / scores.length
  return { ece, brier }
}
