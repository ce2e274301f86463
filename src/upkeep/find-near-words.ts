import { setImmediate as breathe } from 'node:timers/promises'

/** Of a word, those that say much the same: “doar” and “doação”, “pulga” and “antipulgas”. */
export type NearWords = ReadonlyMap<string, readonly { readonly key: string; readonly closeness: number }[]>

/** The cosine from which words count as near; 0.45 to 0.55 find 32 to 34 topics of forty in test/gaps.test.ts, 0.6 finds 30. */
const LEAST_CLOSENESS = 0.5
const WORDS_AT_ONCE = 100

/** Finds near words by vectors of length 1. */
export async function findNearWords(
  words: readonly { readonly key: string; readonly vector: Float32Array }[],
): Promise<NearWords> {
  const near = new Map(words.map(({ key }) => [key, [] as { key: string; closeness: number }[]]))
  for (const [i, one] of words.entries()) {
    if (i % WORDS_AT_ONCE === 0) await breathe()
    for (const other of words.slice(0, i)) {
      let closeness = 0
      for (let k = 0; k < one.vector.length; k += 1) closeness += one.vector[k]! * other.vector[k]!
      if (closeness < LEAST_CLOSENESS) continue
      near.get(one.key)!.push({ key: other.key, closeness })
      near.get(other.key)!.push({ key: one.key, closeness })
    }
  }
  return near
}
