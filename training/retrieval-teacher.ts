import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An English sentence embedder that the first vectors are taught by; a unit vector, or null without a known token. */
export interface Teacher {
  readonly dimensions: number
  embed(text: string): Float32Array | null
  /** A word's own vector with its natural length, scaled so that a common word's length is about 1. */
  embedWord(word: string): Float32Array | null
  /** Whole words that it knows, the most frequent first. */
  readonly words: readonly string[]
}

/** The table's rows are int8; this many of its units make a length of about 1. */
const UNIT = 150

/** Reads a Model2Vec folder: `tokenizer.json` (WordPiece) and `model.safetensors` with int8 `embeddings`. */
export function readTeacher(folder: string): Teacher {
  const tokenizer = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> }
  }
  const vocabulary = new Map(Object.entries(tokenizer.model.vocab))
  const bytes = readFileSync(join(folder, 'model.safetensors'))
  const headerLength = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString()) as {
    embeddings: { shape: [number, number]; data_offsets: [number, number] }
  }
  const { shape, data_offsets } = header.embeddings
  const table = new Int8Array(
    bytes.subarray(8 + headerLength + data_offsets[0], 8 + headerLength + data_offsets[1]),
  )
  const sum = (text: string) => sumTokens(vocabulary, table, shape[1], text)
  return {
    dimensions: shape[1],
    words: [...vocabulary.keys()].filter((word) => /^[a-z]{2,}$/.test(word)),
    embedWord: (word) => sum(word)?.map((x) => x / UNIT) ?? null,
    embed: (text) => {
      const vector = sum(text)
      const length = vector === null ? 0 : Math.hypot(...vector)
      return vector === null || length === 0 ? null : vector.map((x) => x / length)
    },
  }
}

function sumTokens(
  vocabulary: ReadonlyMap<string, number>,
  table: Int8Array,
  dimensions: number,
  text: string,
): Float32Array | null {
  const ids = tokenise(vocabulary, text)
  if (ids.length === 0) return null
  const sum = new Float32Array(dimensions)
  for (const id of ids) {
    for (let k = 0; k < dimensions; k += 1) sum[k]! += table[id * dimensions + k]!
  }
  return sum
}

/** WordPiece: each word as its longest known beginnings; words that cannot be spelled so are left out. */
function tokenise(vocabulary: ReadonlyMap<string, number>, text: string): number[] {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return (folded.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []).flatMap((word) => {
    const ids: number[] = []
    let rest = word.slice(0, 100)
    while (rest !== '') {
      let end = rest.length
      while (end > 0 && !vocabulary.has((ids.length > 0 ? '##' : '') + rest.slice(0, end))) end -= 1
      if (end === 0) return []
      ids.push(vocabulary.get((ids.length > 0 ? '##' : '') + rest.slice(0, end))!)
      rest = rest.slice(end)
    }
    return ids
  })
}
