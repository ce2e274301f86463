import { join } from 'node:path'
import type { Embedder } from '../embedder.ts'
import { readModelFile } from './read-model-file.ts'
import { splitWords } from './split-words.ts'
import { type Features, textFeatures, wordFeatures } from './text-features.ts'

/** Open-addressing table from a feature's hash to its row, and the rows as int8 with one scale each. */
export interface VectorTable {
  readonly dimensions: number
  readonly keys: Uint32Array
  /** Row of each key, -1 where the place is empty. */
  readonly rows: Int32Array
  readonly vectors: Int8Array
  readonly scales: Float32Array
}

export interface EmbeddedEmbedder extends Embedder {
  /** The vector of one text, of unit length; zeros without any known feature. */
  embedOne(text: string): Float32Array
  /** A word's own vector, of unit length, and the length it had: how much it weighs in a text. */
  embedWord(word: string): { readonly vector: Float32Array; readonly weight: number }
}

/** Loads `embedder.bin` from the folder of models. Throws `model_corrupt` where its SHA-256 is another. */
export function loadEmbedder(folder: string, sha256: string): EmbeddedEmbedder {
  const file = readModelFile<{ dimensions: number }>(join(folder, 'embedder.bin'), sha256)
  return makeEmbedder(file.id, {
    dimensions: file.meta.dimensions,
    vectors: file.array('vectors', 'int8'),
    scales: file.array('scales', 'float32'),
    ...makeIndex(file.array('hashes', 'uint32')),
  })
}

export function makeEmbedder(id: string, table: VectorTable): EmbeddedEmbedder {
  const embedOne = (text: string) => {
    const vector = sumFeatures(table, textFeatures(splitWords(text)))
    normalise(vector)
    return vector
  }
  return {
    id,
    dimensions: table.dimensions,
    embed: async (texts) => texts.map(embedOne),
    embedOne,
    embedWord: (word) => {
      const vector = sumFeatures(table, wordFeatures(word))
      return { vector, weight: normalise(vector) }
    },
  }
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
