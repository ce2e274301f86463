import { makeRandom, type Random } from '../src/evals/make-random.ts'
import { findRow, makeIndex } from '../src/inference/embedded/embed-text.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { type Features, textFeatures } from '../src/inference/embedded/text-features.ts'

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

/** Keeps the features that most texts have, weighted, at most `rows` of them. */
export function makeTable(
  texts: Iterable<readonly [text: string, weight: number]>,
  options: { readonly dimensions: number; readonly rows: number; readonly seed: number },
): LearningTable {
  const kept = countFeatures(texts)
    .filter(([, count]) => count >= 2)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return startTable(
    Uint32Array.from(kept.slice(0, options.rows), ([hash]) => hash),
    options,
  )
}

/** Enough places for some 1.5 million features of all training texts. */
const PLACES = 2 ** 22

/** In how many texts each feature stands, by the weight of the text; a text counts once. */
function countFeatures(
  texts: Iterable<readonly [text: string, weight: number]>,
): [hash: number, count: number][] {
  const hashes = new Uint32Array(PLACES)
  const counts = new Float32Array(PLACES)
  const readLast = new Uint32Array(PLACES)
  const seen = new Set<string>()
  for (const [text, weight] of texts) {
    if (seen.has(text)) continue
    seen.add(text)
    for (const hash of textFeatures(splitWords(text)).hashes) {
      let place = hash & (PLACES - 1)
      while (readLast[place] !== 0 && hashes[place] !== hash) place = (place + 1) & (PLACES - 1)
      if (readLast[place] !== seen.size) counts[place]! += weight
      hashes[place] = hash
      readLast[place] = seen.size
    }
  }
  return Array.from(hashes, (hash, place): [number, number] => [hash, counts[place]!]).filter(
    ([, count]) => count > 0,
  )
}

/** A row for each hash; vectors start small and random. */
export function startTable(
  hashes: Uint32Array,
  { dimensions, seed }: { readonly dimensions: number; readonly seed: number },
): LearningTable {
  const random = makeRandom(seed)
  const vectors = new Float32Array(hashes.length * dimensions)
  for (let i = 0; i < vectors.length; i += 1) vectors[i] = (random() - 0.5) * 0.1
  const squares = new Float32Array(hashes.length).fill(1e-6)
  return { dimensions, hashes, ...makeIndex(hashes), vectors, squares }
}

/** Looks the features of a text up; each word is left out with probability `dropout`. */
export function encodeText(table: LearningTable, text: string, dropout = 0, random?: Random): EncodedText {
  const words = splitWords(text)
  const read = random === undefined ? words : words.filter(() => random() >= dropout)
  return lookUp(table, textFeatures(read))
}

/** The rows of those features that the table has. */
export function lookUp(table: LearningTable, { hashes, weights }: Features): EncodedText {
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
  out.fill(0, at, at + dimensions)
  for (let i = 0; i < text.rows.length; i += 1) {
    addScaled(out, at, text.weights[i]!, vectors, text.rows[i]! * dimensions, dimensions)
  }
  const length = Math.sqrt(dotAt(out, at, out, at, dimensions))
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
  const along = dotAt(gradient, at, unit, at, dimensions)
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
    addScaled(vectors, row * dimensions, -step, gradient, at, dimensions)
  }
}

/** The product of `size` numbers of each array, four at a time: the training spends most of its time here. */
export function dotAt(a: Float32Array, at: number, b: Float32Array, from: number, size: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0]
  for (let k = 0; k < size; k += 4) {
    first += a[at + k]! * b[from + k]!
    second += a[at + k + 1]! * b[from + k + 1]!
    third += a[at + k + 2]! * b[from + k + 2]!
    fourth += a[at + k + 3]! * b[from + k + 3]!
  }
  return first + second + third + fourth
}

/** Adds `factor` times `size` numbers of `b` to those of `a`. */
export function addScaled(
  a: Float32Array,
  at: number,
  factor: number,
  b: Float32Array,
  from: number,
  size: number,
): void {
  for (let k = 0; k < size; k += 4) {
    a[at + k]! += factor * b[from + k]!
    a[at + k + 1]! += factor * b[from + k + 1]!
    a[at + k + 2]! += factor * b[from + k + 2]!
    a[at + k + 3]! += factor * b[from + k + 3]!
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
