import { LRUCache } from 'lru-cache'
import type { RankerCandidate } from '../passage-ranker.ts'

/** Says how likely a query and an entry are about the same of the questions that every shop gets. */
export interface IntentMatcher {
  /** The probability of each known intent, and how near the nearest one is (cosine). */
  posterior(embedding: Float32Array): { readonly shares: Float32Array; readonly nearest: number }
  /** Agreement of the query's shares with those of an entry's question and answer, 0–1. */
  match(shares: Float32Array, entry: MatchedEntry): number
}

type MatchedEntry = Pick<RankerCandidate, 'question' | 'answer' | 'questionEmbedding' | 'answerEmbedding'>

const TEMPERATURE = 0.08
/** An entry's question says more of its subject than its answer does. */
const ANSWER_SHARE = 0.4
const ENTRIES_KEPT = 1000

/** `prototypes` holds one unit vector per known intent, one after the other. */
export function makeIntentMatcher(prototypes: Float32Array, dimensions: number): IntentMatcher {
  const count = prototypes.length / dimensions
  const posterior = (embedding: Float32Array) => {
    const shares = new Float32Array(count)
    let nearest = -1
    for (let i = 0; i < count; i += 1) {
      let cosine = 0
      for (let k = 0; k < dimensions; k += 1) cosine += prototypes[i * dimensions + k]! * embedding[k]!
      shares[i] = cosine
      nearest = Math.max(nearest, cosine)
    }
    let total = 0
    for (let i = 0; i < count; i += 1) {
      shares[i] = Math.exp((shares[i]! - nearest) / TEMPERATURE)
      total += shares[i]!
    }
    for (let i = 0; i < count; i += 1) shares[i]! /= total
    return { shares, nearest }
  }
  const known = new LRUCache<string, Float32Array>({ max: ENTRIES_KEPT })
  const entryShares = ({ question, answer, questionEmbedding, answerEmbedding }: MatchedEntry) => {
    const key = `${question}\n${answer}`
    const before = known.get(key)
    if (before !== undefined) return before
    const mixed = questionEmbedding.map((x, k) => (1 - ANSWER_SHARE) * x + ANSWER_SHARE * answerEmbedding[k]!)
    const { shares } = posterior(mixed)
    known.set(key, shares)
    return shares
  }
  return {
    posterior,
    match: (shares, entry) => {
      const other = entryShares(entry)
      let agreement = 0
      for (let i = 0; i < count; i += 1) agreement += Math.sqrt(shares[i]! * other[i]!)
      return agreement
    },
  }
}
