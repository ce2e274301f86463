import type { Measure } from './metric.ts'

/** Bins of equal numbers: as many as there are, at most so many, so that none is nearly empty. */
export const BINS = 10

/**
 * The mean distance between what was stated and how often it came true, over bins of equal numbers weighted by size; lower
 * is better. `[probability, 0 or 1]` each. (Naeini, Cooper and Hauskrecht, AAAI 2015; equal numbers after Nixon et al.,
 * arXiv:1904.01685)
 */
export const expectedCalibrationError: Measure = (observations) => {
  if (observations.length === 0) return null
  let error = 0
  for (const bin of binsOf(observations))
    error += (bin.count / observations.length) * Math.abs(bin.stated - bin.came)
  return error
}

/** The bins from unsure to sure, with what was stated and what came true in each. */
export function binsOf(
  observations: readonly (readonly number[])[],
): { readonly stated: number; readonly came: number; readonly count: number }[] {
  const sorted = [...observations].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)
  const bins = Math.min(BINS, sorted.length)
  return Array.from({ length: bins }, (_, i) => {
    const part = sorted.slice(
      Math.floor((i * sorted.length) / bins),
      Math.floor(((i + 1) * sorted.length) / bins),
    )
    const sum = (at: number) => part.reduce((total, one) => total + one[at]!, 0)
    return { stated: sum(0) / part.length, came: sum(1) / part.length, count: part.length }
  })
}
