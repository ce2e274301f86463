/** Four digits: what is stored and what is computed anew must be the same number. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
