/** Upper end of Wilson's 95% interval of a rate. */
export function upperBound(hits: number, rows: number): number {
  const z = 1.96
  const p = hits / rows
  const middle = p + (z * z) / (2 * rows)
  const spread = z * Math.sqrt((p * (1 - p)) / rows + (z * z) / (4 * rows * rows))
  return (middle + spread) / (1 + (z * z) / rows)
}

interface Rate {
  readonly fired: number
  readonly of: number
}

/** The rates that stand significantly above the mean of all, one-sided, by Holm's step-down at 5%. */
export function holm<T extends Rate>(rates: readonly T[]): T[] {
  const mean = sum(rates.map((rate) => rate.fired)) / sum(rates.map((rate) => rate.of))
  const ordered = rates
    .map((rate) => ({ rate, p: binomialTail(rate.fired, rate.of, mean) }))
    .sort((a, b) => a.p - b.p)
  const end = ordered.findIndex(({ p }, i) => p > 0.05 / (ordered.length - i))
  return ordered.slice(0, end === -1 ? ordered.length : end).map(({ rate }) => rate)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Probability of `hits` or more of `rows` at a rate of `p` each. */
export function binomialTail(hits: number, rows: number, p: number): number {
  if (hits === 0) return 1
  if (p <= 0) return 0
  let term = rows * Math.log1p(-p)
  let below = Math.exp(term)
  for (let k = 1; k < hits; k += 1) {
    term += Math.log((rows - k + 1) / k) + Math.log(p) - Math.log1p(-p)
    below += Math.exp(term)
  }
  return Math.max(0, 1 - below)
}
