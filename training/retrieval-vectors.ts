import { makeRandom, type Random } from '../src/evals/make-random.ts'
import { findRow, makeIndex } from '../src/inference/embedded/embed-text.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { textFeatures } from '../src/inference/embedded/text-features.ts'

/** Float vectors while they are learned, one row a feature, with the squared gradients of row-wise Adagrad. */
export interface LearningTable {
  readonly dimensions: number
  readonly hashes: Uint32Array
  readonly keys: Uint32Array
  readonly rows: Int32Array
  readonly vectors: Float32Array
  readonly squares: Float32Array
}

/** A text as rows and weights of a table. */
export interface EncodedText {
  readonly rows: Int32Array
  readonly weights: Float32Array
}

/** Keeps the features that most texts have, weighted, at most `rows` of them; vectors start small and random. */
export function makeTable(
  texts: Iterable<readonly [text: string, weight: number]>,
  options: { readonly dimensions: number; readonly rows: number; readonly seed: number },
): LearningTable {
  const counts = new Map<number, number>()
  for (const [text, weight] of texts) {
    for (const hash of new Set(textFeatures(splitWords(text)).hashes)) {
      counts.set(hash, (counts.get(hash) ?? 0) + weight)
    }
  }
  const kept = [...counts].filter(([, count]) => count >= 2).sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const hashes = Uint32Array.from(kept.slice(0, options.rows), ([hash]) => hash)
  const random = makeRandom(options.seed)
  const vectors = new Float32Array(hashes.length * options.dimensions)
  for (let i = 0; i < vectors.length; i += 1) vectors[i] = (random() - 0.5) * 0.1
  const squares = new Float32Array(hashes.length).fill(1e-6)
  return { dimensions: options.dimensions, hashes, ...makeIndex(hashes), vectors, squares }
}

/** Looks the features of a text up; each word is left out with probability `dropout`. */
export function encodeText(table: LearningTable, text: string, dropout = 0, random?: Random): EncodedText {
  const words = splitWords(text)
  const read = random === undefined ? words : words.filter(() => random() >= dropout)
  const { hashes, weights } = textFeatures(read)
  const rows: number[] = []
  const kept: number[] = []
  for (let i = 0; i < hashes.length; i += 1) {
    const row = findRow(table, hashes[i]!)
    if (row < 0) continue
    rows.push(row)
    kept.push(weights[i]!)
  }
  return { rows: Int32Array.from(rows), weights: Float32Array.from(kept) }
}

/** Writes the text's unit vector to `out` at `at` and returns the length it had. */
export function forward(table: LearningTable, text: EncodedText, out: Float32Array, at: number): number {
  const { dimensions, vectors } = table
  for (let k = 0; k < dimensions; k += 1) out[at + k] = 0
  for (let i = 0; i < text.rows.length; i += 1) {
    const base = text.rows[i]! * dimensions
    const weight = text.weights[i]!
    for (let k = 0; k < dimensions; k += 1) out[at + k]! += weight * vectors[base + k]!
  }
  let squares = 0
  for (let k = 0; k < dimensions; k += 1) squares += out[at + k]! ** 2
  const length = Math.sqrt(squares)
  if (length > 0) for (let k = 0; k < dimensions; k += 1) out[at + k]! /= length
  return length
}

/** One step of row-wise Adagrad against `gradient` (of the unit vector `unit`, both at `at`). */
export function backward(
  table: LearningTable,
  text: EncodedText,
  unit: Float32Array,
  gradient: Float32Array,
  at: number,
  length: number,
  rate: number,
): void {
  if (length === 0) return
  const { dimensions, vectors, squares } = table
  let along = 0
  for (let k = 0; k < dimensions; k += 1) along += gradient[at + k]! * unit[at + k]!
  let mean = 0
  for (let k = 0; k < dimensions; k += 1) {
    // The gradient through the normalisation: only what is across the vector counts.
    gradient[at + k] = (gradient[at + k]! - along * unit[at + k]!) / length
    mean += gradient[at + k]! ** 2
  }
  mean /= dimensions
  for (let i = 0; i < text.rows.length; i += 1) {
    const row = text.rows[i]!
    const weight = text.weights[i]!
    squares[row]! += weight * weight * mean
    const step = (rate * weight) / Math.sqrt(squares[row]!)
    const base = row * dimensions
    for (let k = 0; k < dimensions; k += 1) vectors[base + k]! -= step * gradient[at + k]!
  }
}

/** The table as it ships: one scale a row, so that the largest number becomes 127. */
export function quantise(table: LearningTable): { vectors: Int8Array; scales: Float32Array } {
  const { dimensions } = table
  const vectors = new Int8Array(table.vectors.length)
  const scales = new Float32Array(table.hashes.length)
  for (let row = 0; row < scales.length; row += 1) {
    const own = table.vectors.subarray(row * dimensions, (row + 1) * dimensions)
    const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    scales[row] = largest / 127
    if (largest > 0)
      vectors.set(
        own.map((x) => Math.round((x * 127) / largest)),
        row * dimensions,
      )
  }
  return { vectors, scales }
}
