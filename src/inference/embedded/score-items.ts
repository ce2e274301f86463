import { extractFeatures, FAMILIES, FeatureList, type Stretch } from './extract-features.ts'

/** Log-odds of one text, and the stretch of items (from, to) that gave each. */
export interface Scores {
  readonly scores: Float64Array
  readonly from: Int32Array
  readonly to: Int32Array
}

export interface Scorer {
  score(stretch: Stretch): Scores
  /** Log-odds that each item of a stretch added to a label; a feature over several items is shared among them. */
  explain(stretch: Stretch, label: number, from: number, to: number): Float64Array
}

export interface ScorerMeta {
  readonly bits: number
  readonly steps: readonly number[]
  readonly biases: readonly number[]
  readonly scales: readonly [number, number, number, number]
}

// A text that is read whole up to LONGEST items, beyond that in overlapping stretches of which the strongest counts:
// a scam stays a scam in the middle of a long text.
const LONGEST = 96
const WIDTH = 64
const STEP = 32

/** `weights[column * labels + label]`; one list of features is used again and again, so calls must not interleave. */
export function makeScorer(meta: ScorerMeta, weights: Int8Array): Scorer {
  const labels = meta.steps.length
  const mask = 2 ** meta.bits - 1
  const list = new FeatureList()
  // A column counts once in a stretch: the last stretch that it was seen in.
  const seen = new Int32Array(mask + 1)
  let stamp = 0

  function load(stretch: Stretch, from: number, to: number): number[] {
    extractFeatures(list, stretch, from, to)
    stamp = stamp === 0x7fffffff ? 1 : stamp + 1
    if (stamp === 1) seen.fill(0)
    const counts = FAMILIES.map(() => 0)
    let kept = 0
    for (let i = 0; i < list.length; i += 1) {
      const column = list.hashes[i]! & mask
      if (seen[column] === stamp) continue
      seen[column] = stamp
      list.hashes[kept] = column
      list.families[kept] = list.families[i]!
      list.first[kept] = list.first[i]!
      list.last[kept] = list.last[i]!
      counts[list.families[i]!]! += 1
      kept += 1
    }
    list.length = kept
    return meta.scales.map((scale, family) => scale / Math.sqrt(Math.max(1, counts[family]!)))
  }

  function scoreStretch(stretch: Stretch, from: number, to: number, result: Float64Array): void {
    const values = load(stretch, from, to)
    const sums = new Float64Array(labels)
    for (let i = 0; i < list.length; i += 1) {
      const base = list.hashes[i]! * labels
      const value = values[list.families[i]!]!
      for (let k = 0; k < labels; k += 1) sums[k]! += weights[base + k]! * value
    }
    for (let k = 0; k < labels; k += 1) result[k] = sums[k]! * meta.steps[k]! + meta.biases[k]!
  }

  return {
    score(stretch) {
      const count = stretch.items.length
      const found = {
        scores: new Float64Array(labels),
        from: new Int32Array(labels),
        to: new Int32Array(labels).fill(count),
      }
      scoreStretch(stretch, 0, Math.min(count, LONGEST), found.scores)
      if (count <= LONGEST) return found
      const part = new Float64Array(labels)
      for (let from = 0; from < count; from += STEP) {
        const to = Math.min(count, from + WIDTH)
        scoreStretch(stretch, from, to, part)
        keepStrongest(found, part, from, to)
        if (to === count) break
      }
      return found
    },
    explain(stretch, label, from, to) {
      const values = load(stretch, from, to)
      const added = new Float64Array(stretch.items.length)
      for (let i = 0; i < list.length; i += 1) {
        if (list.last[i]! - list.first[i]! >= to - from - 1 && to - from > 3) continue
        const weight =
          weights[list.hashes[i]! * labels + label]! * values[list.families[i]!]! * meta.steps[label]!
        const ends = list.first[i] === list.last[i] ? [list.first[i]!] : [list.first[i]!, list.last[i]!]
        for (const item of ends) added[item]! += weight / ends.length
      }
      return added
    },
  }
}

/** The first stretch, and after it whichever is stronger for a label. */
function keepStrongest(found: Scores, part: Float64Array, from: number, to: number): void {
  for (let k = 0; k < part.length; k += 1) {
    if (part[k]! <= found.scores[k]! && from > 0) continue
    found.scores[k] = part[k]!
    found.from[k] = from
    found.to[k] = to
  }
}
