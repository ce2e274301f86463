import { join } from 'node:path'
import type { Embedder } from '../embedder.ts'
import { readModelFile } from './read-model-file.ts'
import { splitWords } from './split-words.ts'
import { type Features, meaningFeatures, textFeatures, wordFeatures } from './text-features.ts'

/** Open-addressing table from a feature's hash to its row, and the rows as int8 with one scale each. */
export interface VectorTable {
  readonly dimensions: number
  readonly keys: Uint32Array
  /** Row of each key, -1 where the place is empty. */
  readonly rows: Int32Array
  readonly vectors: Int8Array
  readonly scales: Float32Array
}

/** The two parts of every vector; each is a unit vector that counts with its share of the cosine. */
export interface VectorTables {
  /** Learned by telling the intents apart: what a shop is asked. */
  readonly subject: VectorTable
  /** Taught by an English embedder: what words mean elsewhere. Null where there was no teacher. */
  readonly meaning: VectorTable | null
}

/** How much of the cosine is that of the meanings. */
const MEANING_SHARE = 0.23

export interface EmbeddedEmbedder extends Embedder {
  /** Numbers from this one on are of the meaning. */
  readonly meaningAt: number
  /** The vector of one text, of unit length; zeros without any known feature. */
  embedOne(text: string): Float32Array
  /** A word's own vector, of unit length, and the length it had: how much it weighs in a text. */
  embedWord(word: string): { readonly vector: Float32Array; readonly weight: number }
}

/** Loads `embedder.bin` from the folder of models. Throws `model_corrupt` where its SHA-256 is another. */
export function loadEmbedder(folder: string, sha256: string): EmbeddedEmbedder {
  const file = readModelFile<{ dimensions: number; meaning: number }>(join(folder, 'embedder.bin'), sha256)
  const table = (dimensions: number, [hashes, scales, vectors]: readonly [string, string, string]) => ({
    dimensions,
    vectors: file.array(vectors, 'int8'),
    scales: file.array(scales, 'float32'),
    ...makeIndex(file.array(hashes, 'uint32')),
  })
  const { dimensions, meaning } = file.meta
  return makeEmbedder(file.id, {
    subject: table(dimensions, ['hashes', 'scales', 'vectors']),
    meaning: meaning === 0 ? null : table(meaning, ['meaningHashes', 'meaningScales', 'meaningVectors']),
  })
}

export function makeEmbedder(id: string, { subject, meaning }: VectorTables): EmbeddedEmbedder {
  const embedWords = (words: readonly string[], ofSubject: Features) => {
    const first = sumFeatures(subject, ofSubject)
    const weight = normalise(first)
    if (meaning === null) return { vector: first, weight }
    const second = sumFeatures(
      meaning,
      meaningFeatures(words, (hash) => findRow(meaning, hash) >= 0),
    )
    normalise(second)
    return { vector: joinParts(first, second), weight }
  }
  const embedOne = (text: string) => {
    const words = splitWords(text)
    return embedWords(words, textFeatures(words)).vector
  }
  return {
    id,
    dimensions: subject.dimensions + (meaning?.dimensions ?? 0),
    meaningAt: subject.dimensions,
    embed: async (texts) => texts.map(embedOne),
    embedOne,
    embedWord: (word) => embedWords([word], wordFeatures(word)),
  }
}

function joinParts(subject: Float32Array, meaning: Float32Array): Float32Array {
  const vector = new Float32Array(subject.length + meaning.length)
  vector.set(subject.map((x) => x * Math.sqrt(1 - MEANING_SHARE)))
  vector.set(
    meaning.map((x) => x * Math.sqrt(MEANING_SHARE)),
    subject.length,
  )
  normalise(vector)
  return vector
}

/** Places each hash so that its row is found in one or two steps; row i belongs to `hashes[i]`. */
export function makeIndex(hashes: Uint32Array): Pick<VectorTable, 'keys' | 'rows'> {
  const size = 2 ** Math.ceil(Math.log2(hashes.length * 2 + 1))
  const keys = new Uint32Array(size)
  const rows = new Int32Array(size).fill(-1)
  for (let row = 0; row < hashes.length; row += 1) {
    let place = hashes[row]! & (size - 1)
    while (rows[place] !== -1) place = (place + 1) & (size - 1)
    keys[place] = hashes[row]!
    rows[place] = row
  }
  return { keys, rows }
}

export function findRow(table: Pick<VectorTable, 'keys' | 'rows'>, hash: number): number {
  const mask = table.keys.length - 1
  let place = hash & mask
  while (table.rows[place] !== -1) {
    if (table.keys[place] === hash) return table.rows[place]!
    place = (place + 1) & mask
  }
  return -1
}

function sumFeatures(table: VectorTable, features: Features): Float32Array {
  const { dimensions, vectors, scales } = table
  const sum = new Float32Array(dimensions)
  for (let i = 0; i < features.hashes.length; i += 1) {
    const row = findRow(table, features.hashes[i]!)
    if (row < 0) continue
    const weight = features.weights[i]! * scales[row]!
    const at = row * dimensions
    for (let k = 0; k < dimensions; k += 1) sum[k]! += weight * vectors[at + k]!
  }
  return sum
}

/** Scales to unit length in place and returns the length before; zeros stay zeros. */
function normalise(vector: Float32Array): number {
  let squares = 0
  for (const x of vector) squares += x * x
  const length = Math.sqrt(squares)
  if (length > 0) for (let k = 0; k < vector.length; k += 1) vector[k]! /= length
  return length
}
