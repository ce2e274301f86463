import { pick, type Random } from '../src/evals/make-random.ts'
import type { Group, GroupText } from './retrieval-data.ts'
import { addNoise } from './retrieval-noise.ts'
import type { Synonyms } from './retrieval-synonyms.ts'
import {
  addScaled,
  backward,
  dotAt,
  type EncodedText,
  encodeText,
  forward,
  type LearningTable,
} from './retrieval-vectors.ts'

/** Pairs of one step: rows of `left` and `right` with the same index belong together; `others` belong to nothing. */
export interface Batch {
  readonly left: EncodedText[]
  readonly right: EncodedText[]
  readonly others: EncodedText[]
}

/** Each word of a text is left out this often. */
export const DROPOUT = 0.05
/** A pair that gets less than this much of the blame teaches nothing; most of them get less. */
const LEAST_PUSH = 3e-4
/** Of so many texts, one word is exchanged for another of the same concept. */
const SYNONYM_SHARE = 0.35

/** Draws one pair of each group; same-language pairs twice as often as chance would. */
export function drawBatch(
  table: LearningTable,
  groups: readonly Group[],
  synonyms: Synonyms,
  random: Random,
): Batch {
  const batch: Batch = { left: [], right: [], others: [] }
  for (const group of groups) {
    // A concept is a word or two: a slip or a greeting would leave little of it.
    const isWord = group.id.startsWith('concept:')
    const encode = (text: GroupText) =>
      isWord ? encodeText(table, text.text) : encodeNoisy(table, text, synonyms, random)
    const first = pick(group.texts, random)
    const wanted = group.texts.filter((text) => text !== first)
    const same = wanted.filter((text) => text.language === first.language)
    batch.left.push(encode(first))
    batch.right.push(encode(pick(same.length > 0 && random() < 0.55 ? same : wanted, random)))
    if (group.lookAlikes.length > 0 && random() < 0.3)
      batch.others.push(encode(pick(group.lookAlikes, random)))
  }
  return batch
}

/** The text as another customer might write it: another word of the same concept, slips of the fingers, words left out. */
export function encodeNoisy(
  table: LearningTable,
  text: GroupText,
  synonyms: Synonyms,
  random: Random,
): EncodedText {
  const varied = random() < SYNONYM_SHARE ? synonyms(text, random) : text
  return encodeText(table, addNoise(varied, random), DROPOUT, random)
}

/** One step of InfoNCE in both directions at `temperature`; returns the mean loss. */
export function learnBatch(table: LearningTable, batch: Batch, temperature: number, rate: number): number {
  const d = table.dimensions
  const n = batch.left.length
  const columns = [...batch.right, ...batch.others]
  const left = new Float32Array(n * d)
  const right = new Float32Array(columns.length * d)
  const leftLengths = batch.left.map((text, i) => forward(table, text, left, i * d))
  const rightLengths = columns.map((text, i) => forward(table, text, right, i * d))
  const { weights, loss } = pairWeights(left, right, n, columns.length, d, temperature)
  const leftGradient = new Float32Array(left.length)
  const rightGradient = new Float32Array(right.length)
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < columns.length; j += 1) {
      const w = weights[i * columns.length + j]!
      if (Math.abs(w) < LEAST_PUSH) continue
      addScaled(leftGradient, i * d, w, right, j * d, d)
      addScaled(rightGradient, j * d, w, left, i * d, d)
    }
  }
  for (const [i, text] of batch.left.entries()) {
    backward(table, text, left, leftGradient, i * d, leftLengths[i]!, rate)
  }
  for (const [i, text] of columns.entries()) {
    backward(table, text, right, rightGradient, i * d, rightLengths[i]!, rate)
  }
  return loss
}

/** The loss's derivative by each cosine: the softmax over its row and over its column, less the pair itself. */
function pairWeights(
  left: Float32Array,
  right: Float32Array,
  n: number,
  m: number,
  d: number,
  temperature: number,
): { weights: Float32Array; loss: number } {
  const powers = new Float32Array(n * m)
  const rowSums = new Float64Array(n)
  const columnSums = new Float64Array(m)
  let loss = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      const power = Math.exp((dotAt(left, i * d, right, j * d, d) - 1) / temperature)
      powers[i * m + j] = power
      rowSums[i]! += power
      columnSums[j]! += power
    }
  }
  const weights = new Float32Array(n * m)
  for (let i = 0; i < n; i += 1) {
    loss -= Math.log((powers[i * m + i]! + 1e-12) / rowSums[i]!) / n
    for (let j = 0; j < m; j += 1) {
      // Columns after the n-th are look-alikes, which have no row of their own to be told apart from.
      const down = j < n ? powers[i * m + j]! / columnSums[j]! : 0
      weights[i * m + j] = powers[i * m + j]! / rowSums[i]! + down - (i === j ? 2 : 0)
    }
  }
  for (let i = 0; i < weights.length; i += 1) weights[i]! *= 0.5
  return { weights, loss }
}
