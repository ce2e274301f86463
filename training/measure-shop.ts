import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { baseLanguage, type Language } from '../src/domain/language.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import type { PassageRanker, RankerCandidate, RankerQuery } from '../src/inference/passage-ranker.ts'
import { makeBm25 } from './retrieval-bm25.ts'
import { type EmbeddedEntry, fuse, nearest, placeOf, toCandidates, toDocument } from './retrieval-lists.ts'

/** A whole business: its entries, and messages with the entry that answers each. */
export interface ShopFile {
  readonly business: string
  readonly entries: readonly {
    readonly external_id: string
    readonly question: string
    readonly answer: string
    readonly variants?: readonly string[]
    readonly language: Language
  }[]
  readonly messages: readonly {
    readonly text: string
    readonly lang: Language
    readonly expected: string | null
    readonly category: string
    /** Plainly put, as most customers write; the others were written to be hard. */
    readonly everyday?: true
  }[]
}

export interface Measured {
  readonly text: string
  readonly expected: string | null
  /** external_id of the entry that came first. */
  readonly found: string | undefined
  readonly language: Language
  readonly category: string
  readonly isAnswerable: boolean
  readonly isEveryday: boolean
  /** Places from 0 of the expected entry: the ranker's, BM25's over question, variants and answer, and the cosine's. */
  readonly place: number
  readonly bm25Place: number
  readonly cosinePlace: number
  readonly confidence: number
  readonly isRight: boolean
}

/** The businesses of a folder of training/data. */
export function readShops(folder: 'shops' | 'risk-shops' | 'learn-shops'): ShopFile[] {
  const path = join(import.meta.dirname, 'data', folder)
  return readdirSync(path)
    .sort()
    .map((name) => readShop(join(path, name)))
}

export function readShop(path: string): ShopFile {
  return toShop(JSON.parse(readFileSync(path, 'utf8')))
}

/** Entries may name their language as `pt-BR`; what is measured knows only `pt`. */
export function toShop(shop: ShopFile): ShopFile {
  const entries = shop.entries.map((entry) => ({ ...entry, language: baseLanguage(entry.language)! }))
  return { ...shop, entries }
}

/** One message of a shop with what search hands to the ranker. */
export interface ShopSearch {
  readonly message: ShopFile['messages'][number]
  readonly query: RankerQuery
  /** Entries in the language asked in, or all where there are none. */
  readonly entries: readonly (EmbeddedEntry & { readonly external_id: string })[]
  readonly candidates: readonly RankerCandidate[]
  /** Place among `entries` of each candidate. */
  readonly chosen: readonly number[]
  readonly byText: readonly number[]
  readonly byVector: readonly number[]
  /** Place among `entries` of the one that answers, or -1. */
  readonly expected: number
}

/** Searches a shop for each of its messages, as src/knowledge/search-passages.ts does: entries in the asked language first. */
export function searchShop(shop: ShopFile, embedder: EmbeddedEmbedder): ShopSearch[] {
  const languages = [...new Set(shop.messages.map(({ lang }) => lang))]
  const indexes = new Map(languages.map((language) => [language, indexShop(shop, language, embedder)]))
  return shop.messages.map((message) => {
    const { entries, candidates, scoreByText } = indexes.get(message.lang)!
    const embedding = embedder.embedOne(message.text)
    const byText = scoreByText(message.text)
    const byVector = candidates.map((candidate) => nearest(candidate, embedding))
    const chosen = fuse(
      candidates.map((_, i) => i),
      byText,
      byVector,
    )
    return {
      message,
      query: { text: message.text, language: message.lang, embedding, embedder: embedder.id },
      entries,
      candidates: chosen.map((i) => candidates[i]!),
      chosen,
      byText,
      byVector,
      expected: entries.findIndex((entry) => entry.external_id === message.expected),
    }
  })
}

/** What a message in this language is searched in. */
function indexShop(shop: ShopFile, language: Language, embedder: EmbeddedEmbedder) {
  const inLanguage = shop.entries.filter((entry) => entry.language === language)
  const entries = (inLanguage.length > 0 ? inLanguage : shop.entries).map((entry) => ({
    ...entry,
    variants: entry.variants ?? [],
  }))
  const scoreByText = makeBm25(entries.map(toDocument), language)
  return { entries, candidates: toCandidates(embedder, entries), scoreByText }
}

/** Spam and hate are held back before an answer is thought of. */
export function isJudged({ category }: { readonly category: string }): boolean {
  return category === 'faq' || category === 'needs_human'
}

export function measureShop(shop: ShopFile, embedder: EmbeddedEmbedder, ranker: PassageRanker): Measured[] {
  return searchShop(shop, embedder).map((search) => {
    const { message, entries, chosen, expected } = search
    const ranked = ranker.rank(search.query, search.candidates)
    const order = ranked.map(({ index }) => entries[chosen[index]!]!.external_id)
    return {
      text: message.text,
      expected: message.expected,
      found: order[0],
      language: message.lang,
      category: message.category,
      isAnswerable: message.expected !== null,
      isEveryday: message.everyday === true,
      place: message.expected === null ? -1 : order.indexOf(message.expected),
      bm25Place: placeOf(search.byText, expected),
      cosinePlace: placeOf(search.byVector, expected),
      confidence: ranked[0]?.confidence ?? 0,
      isRight: expected >= 0 && order[0] === message.expected,
    }
  })
}
