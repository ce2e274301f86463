/**
 * The share that is exceeded with probability at most `delta`, where `hits` of `n` were seen: the upper limit of
 * Clopper and Pearson (Biometrika 26, 1934), which holds at every `n`. 1 where nothing was seen.
 */
export function boundShare(hits: number, n: number, delta: number): number {
  if (hits >= n) return 1
  let low = hits / n
  let high = 1
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2
    if (tailOf(hits, n, middle) > delta) low = middle
    else high = middle
  }
  return high
}

/** The lower limit of Clopper and Pearson: the share is below it with probability at most `delta`. 0 where nothing was hit. */
export function boundShareBelow(hits: number, n: number, delta: number): number {
  return hits === 0 ? 0 : 1 - boundShare(n - hits, n, delta)
}

/** The probability of at most `hits` of `n` where each comes with probability `share`. */
export function tailOf(hits: number, n: number, share: number): number {
  if (share <= 0) return 1
  if (share >= 1) return hits >= n ? 1 : 0
  const step = Math.log(share) - Math.log1p(-share)
  let term = n * Math.log1p(-share)
  let sum = Math.exp(term)
  for (let k = 1; k <= hits; k += 1) {
    term += Math.log((n - k + 1) / k) + step
    sum += Math.exp(term)
  }
  return Math.min(1, sum)
}
