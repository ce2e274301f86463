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
