import { setImmediate as breathe } from 'node:timers/promises'

/** Of a word, those that say much the same: “doar” and “doação”, “pulga” and “antipulgas”. */
export type NearWords = ReadonlyMap<string, readonly { readonly key: string; readonly closeness: number }[]>

/** The cosine from which words count as near; 0.5 finds a topic fewer in test/gaps.test.ts with each of two seeds. */
const LEAST_CLOSENESS = 0.4
const WORDS_AT_ONCE = 100
/** Words that begin with as many of the same letters are forms of one: “roupas” and “roupinha”, “sitter” and “sitting”. */
const FORM_LETTERS = 4

/** Finds near words by their letters, and by vectors of length 1. */
export async function findNearWords(
  words: readonly { readonly key: string; readonly vector: Float32Array }[],
): Promise<NearWords> {
  const near = new Map(words.map(({ key }) => [key, [] as { key: string; closeness: number }[]]))
  for (const [i, one] of words.entries()) {
    if (i % WORDS_AT_ONCE === 0) await breathe()
    for (const other of words.slice(0, i)) {
      const closeness = areForms(one.key, other.key) ? 1 : compareVectors(one.vector, other.vector)
      if (closeness < LEAST_CLOSENESS) continue
      near.get(one.key)!.push({ key: other.key, closeness })
      near.get(other.key)!.push({ key: one.key, closeness })
    }
  }
  return near
}

function areForms(one: string, other: string): boolean {
  return one.length >= FORM_LETTERS && other.startsWith(one.slice(0, FORM_LETTERS))
}

function compareVectors(one: Float32Array, other: Float32Array): number {
  let cosine = 0
  for (let k = 0; k < one.length; k += 1) cosine += one[k]! * other[k]!
  return cosine
}
