const POINTS = 40

/** Isotonic regression of being right on the raw probability, thinned to a few points. */
export function fitCalibration(outcomes: readonly { readonly raw: number; readonly isRight: boolean }[]): {
  raw: Float32Array
  right: Float32Array
} {
  const sorted = [...outcomes].sort((a, b) => a.raw - b.raw)
  const size = Math.max(1, Math.ceil(sorted.length / (POINTS * 4)))
  const blocks: { raw: number; right: number; n: number }[] = []
  for (let at = 0; at < sorted.length; at += size) {
    const part = sorted.slice(at, at + size)
    const n = part.length
    blocks.push({
      raw: part.reduce((sum, o) => sum + o.raw, 0) / n,
      right: part.filter((o) => o.isRight).length / n,
      n,
    })
    while (blocks.length > 1 && blocks.at(-2)!.right >= blocks.at(-1)!.right) {
      const last = blocks.pop()!
      const before = blocks.pop()!
      const both = before.n + last.n
      const mix = (key: 'raw' | 'right') => (before[key] * before.n + last[key] * last.n) / both
      blocks.push({ raw: mix('raw'), right: mix('right'), n: both })
    }
  }
  return {
    raw: Float32Array.from([0, ...blocks.map((b) => b.raw), 1]),
    right: Float32Array.from([0, ...blocks.map((b) => b.right), Math.max(0.999, blocks.at(-1)?.right ?? 0)]),
  }
}

interface Judged {
  readonly confidence: number
  readonly isRight: boolean
}

/** The lowest threshold at which the upper bound of the share of wrong answers is at most `bound`. */
export function findBoundedThreshold(outcomes: readonly Judged[], bound: number): number {
  const sorted = [...outcomes].sort((a, b) => b.confidence - a.confidence)
  let wrong = 0
  let threshold = 1
  for (const [i, outcome] of sorted.entries()) {
    if (!outcome.isRight) wrong += 1
    const isTied = sorted[i + 1]?.confidence === outcome.confidence
    if (!isTied && upperBound(wrong, i + 1) <= bound) threshold = outcome.confidence
  }
  return threshold
}

/** One-sided 95% upper bound of a share by Wilson (J. Am. Stat. Assoc. 22, 1927). */
export function upperBound(hits: number, n: number): number {
  const z2 = 1.645 ** 2
  const p = hits / n
  const spread = 1.645 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  return (p + z2 / (2 * n) + spread) / (1 + z2 / n)
}

/** The threshold at which precision and recall of right answers are best together (F-measure, van Rijsbergen 1979). */
export function findBestF(outcomes: readonly Judged[], answerable: number): number {
  const sorted = [...outcomes].sort((a, b) => b.confidence - a.confidence)
  let right = 0
  let best = 0
  let threshold = 1
  for (const [i, outcome] of sorted.entries()) {
    if (outcome.isRight) right += 1
    const f = (2 * right) / (i + 1 + answerable)
    if (f > best) {
      best = f
      threshold = outcome.confidence
    }
  }
  return threshold
}
