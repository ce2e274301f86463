import { LRUCache } from 'lru-cache'
import type { RankerCandidate } from '../passage-ranker.ts'

/** Says how likely a query and an entry are about the same of the questions that every shop gets. */
export interface IntentMatcher {
  /** The probability of each known intent, and how near the nearest one is (cosine). */
  posterior(embedding: Float32Array): Posterior
  /** Agreement of the query's shares with those of an entry's question and answer, 0–1. */
  match(shares: Float32Array, entry: MatchedEntry): number
}

interface Posterior {
  readonly shares: Float32Array
  readonly nearest: number
}

type MatchedEntry = Pick<RankerCandidate, 'question' | 'answer' | 'questionEmbedding' | 'answerEmbedding'>

/** Each intent as it is asked in Portuguese, in Spanish, in English, and on the whole. */
export const PROTOTYPES_PER_INTENT = 4
/** Chosen on the businesses of training/data (models/retrieval.md). */
const TEMPERATURE = 0.05
/** An entry's question says more of its subject than its answer does. */
const ANSWER_SHARE = 0.35
const ENTRIES_KEPT = 1000

/**
 * `prototypes` holds PROTOTYPES_PER_INTENT unit vectors of `dimensions` numbers for each known intent, one after the
 * other; an embedding counts with its first `dimensions` numbers.
 */
export function makeIntentMatcher(prototypes: Float32Array, dimensions: number): IntentMatcher {
  const count = prototypes.length / dimensions / PROTOTYPES_PER_INTENT
  // One query is compared with several lists of entries.
  const lately = new WeakMap<Float32Array, Posterior>()
  const posterior = (embedding: Float32Array) => {
    const before = lately.get(embedding)
    if (before !== undefined) return before
    const made = compare(embedding)
    lately.set(embedding, made)
    return made
  }
  const compare = (embedding: Float32Array): Posterior => {
    const shares = new Float32Array(count).fill(-1)
    const length = Math.hypot(...embedding.subarray(0, dimensions)) || 1
    for (let i = 0; i < count * PROTOTYPES_PER_INTENT; i += 1) {
      let product = 0
      for (let k = 0; k < dimensions; k += 1) product += prototypes[i * dimensions + k]! * embedding[k]!
      const intent = Math.floor(i / PROTOTYPES_PER_INTENT)
      shares[intent] = Math.max(shares[intent]!, product / length)
    }
    const nearest = shares.reduce((most, cosine) => Math.max(most, cosine), -1)
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
    const ofAnswer = compare(answerEmbedding).shares
    const shares = compare(questionEmbedding).shares.map(
      (share, i) => (1 - ANSWER_SHARE) * share + ANSWER_SHARE * ofAnswer[i]!,
    )
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
