import type { Measure } from './metric.ts'

/**
 * Area under the ROC curve: the probability that one that holds scores above one that does not, ties counting half; the rank
 * sum of Mann and Whitney over both counts. `[score, 0 or 1]` each. Null where one kind is absent. (Hanley and McNeil,
 * Radiology 143, 1982)
 */
export const auc: Measure = (observations) => {
  const sorted = [...observations].sort((a, b) => a[0]! - b[0]!)
  let rankSum = 0
  let positives = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end]![0] === sorted[start]![0]) end += 1
    for (let at = start; at < end; at += 1) {
      if (sorted[at]![1] !== 1) continue
      rankSum += (start + end + 1) / 2
      positives += 1
    }
    start = end
  }
  const negatives = sorted.length - positives
  if (positives === 0 || negatives === 0) return null
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
