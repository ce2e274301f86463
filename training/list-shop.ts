import { type Random, shuffle } from '../src/evals/make-random.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import {
  type FeatureContext,
  type RankerInput,
  rankerInput,
} from '../src/inference/embedded/pair-features.ts'
import type { WithRows } from '../src/inference/embedded/score-candidates.ts'
import { isJudged, type ShopFile, searchShop } from './measure-shop.ts'

/** Parts that the businesses to learn from are split into. */
export const FOLDS = 3

/** A query with its candidates as the ranker sees them. */
export interface RankedList extends RankerInput {
  /** Row of the entry that answers; -1 where none does or search did not find it. */
  readonly right: number
}

/** The same as the networks learn from it. */
export type LearnedList = WithRows<RankedList>

/** What the networks learn from a business: each message that the front desk would search for, and what it finds. */
export function listShop(context: FeatureContext, embedder: EmbeddedEmbedder, shop: ShopFile): RankedList[] {
  const judged = { ...shop, messages: shop.messages.filter(isJudged) }
  return searchShop(judged, embedder).map(({ query, candidates, chosen, expected }) => ({
    ...rankerInput(context, query, candidates),
    right: chosen.indexOf(expected),
  }))
}

/** Entries of a business that has only just begun. */
const FEW = 12

/** Of the messages that a business no longer answers, so many are asked all the same. */
const ASKED_IN_VAIN = 0.5

/** The same business while it had but one to twelve entries: who knows it asks less for what it does not have. */
export function shrinkShop(shop: ShopFile, random: Random): ShopFile {
  const entries = shuffle(shop.entries, random).slice(0, 1 + Math.floor(random() * FEW))
  const ids = new Set(entries.map(({ external_id }) => external_id))
  const messages = shop.messages.flatMap((message) => {
    if (message.expected === null || ids.has(message.expected)) return [message]
    return random() < ASKED_IN_VAIN ? [{ ...message, expected: null }] : []
  })
  return { ...shop, entries, messages }
}
