import type { ModelLabel } from '../text-classifier.ts'
import {
  convolve,
  decide,
  embedItems,
  explainPass,
  Lookup,
  lookUp,
  type Network,
  Pass,
  pool,
} from './context-network.ts'
import { extractFeatures, FAMILIES, FeatureList, findNegated, type Stretch } from './extract-features.ts'
import { classBit } from './find-classes.ts'

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
  readonly labels: readonly ModelLabel[]
  readonly steps: readonly number[]
  readonly biases: readonly number[]
  readonly scales: readonly [number, number, number, number]
}

// A text that is read whole up to LONGEST items, beyond that in overlapping stretches of which the strongest counts:
// a scam stays a scam in the middle of a long text.
const LONGEST = 64
const WIDTH = 48
const STEP = 24
// A slur is also read by itself with this many items on each side, so that no heap of other words hides it.
const NEAR = 6
const MOST_SLURS = 8
const SLUR = classBit('slur')

/** The network that reads beside the linear heads, and how much its log-odds count for each label. */
export interface SecondReader {
  readonly network: Network
  readonly shares: readonly number[]
}

/** `weights[column * labels + label]`; one list of features is used again and again, so calls must not interleave. */
export function makeScorer(meta: ScorerMeta, weights: Int8Array, second: SecondReader | null = null): Scorer {
  const network = second === null ? null : readWith(second)
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
    network?.addScores(from, to, result)
  }

  return {
    score(stretch) {
      const count = stretch.items.length
      network?.read(stretch)
      const found = noScores(labels, count)
      scoreStretch(stretch, 0, Math.min(count, LONGEST), found.scores)
      const part = new Float64Array(labels)
      for (const { from, to, only } of partsOf(stretch, meta.labels.indexOf('hate'))) {
        scoreStretch(stretch, from, to, part)
        keepStrongest(found, part, from, to, only)
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
      network?.read(stretch)
      network?.addEvidence(from, to, label, added)
      return added
    },
  }
}

function noScores(labels: number, count: number): Scores {
  return {
    scores: new Float64Array(labels),
    from: new Int32Array(labels),
    to: new Int32Array(labels).fill(count),
  }
}

/** Reads a text once with the network; each stretch of it is then decided by what was found in the stretch. */
function readWith({ network, shares }: SecondReader) {
  const lookup = new Lookup()
  const pass = new Pass(network.shape)
  return {
    read(stretch: Stretch): void {
      const { items, quoted } = stretch
      lookUp(lookup, network.shape, items, findNegated(stretch, 0, items.length), quoted)
      embedItems(network, lookup, pass)
      convolve(network, lookup.length, pass)
    },
    addScores(from: number, to: number, result: Float64Array): void {
      pool(network, pass, from, to)
      decide(network, pass)
      for (const [k, share] of shares.entries()) result[k]! += share * pass.logits[k]!
    },
    addEvidence(from: number, to: number, label: number, added: Float64Array): void {
      pool(network, pass, from, to)
      decide(network, pass)
      explainPass(network, pass, label, shares[label]!, added)
    },
  }
}

interface Part {
  readonly from: number
  readonly to: number
  /** The label that this part can raise, or null for all. */
  readonly only: number | null
}

/** The parts that a text is read in besides its beginning: a long one in stretches, and what stands around a slur. */
function partsOf({ items }: Stretch, hate: number): Part[] {
  const count = items.length
  const parts: Part[] = []
  for (let from = 0; count > LONGEST; from += STEP) {
    const to = Math.min(count, from + WIDTH)
    parts.push({ from, to, only: null })
    if (to === count) break
  }
  if (count <= 4 * NEAR) return parts
  let slurs = 0
  for (let i = 0; i < count && slurs < MOST_SLURS; i += 1) {
    if ((items[i]!.classes & SLUR) === 0) continue
    parts.push({ from: Math.max(0, i - NEAR), to: Math.min(count, i + NEAR + 1), only: hate })
    slurs += 1
  }
  return parts
}

/** A long text's first stretch in place of its beginning, and after that whichever is stronger for a label. */
function keepStrongest(
  found: Scores,
  part: Float64Array,
  from: number,
  to: number,
  only: number | null,
): void {
  for (let k = 0; k < part.length; k += 1) {
    if (only !== null && only !== k) continue
    if (part[k]! <= found.scores[k]! && (from > 0 || only !== null)) continue
    found.scores[k] = part[k]!
    found.from[k] = from
    found.to[k] = to
  }
}
