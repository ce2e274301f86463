import { readFileSync } from 'node:fs'
import { baseLanguage, type Language } from '../src/domain/language.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import type { PassageRanker } from '../src/inference/passage-ranker.ts'
import { makeBm25 } from './retrieval-bm25.ts'
import { fuse, nearest, placeOf, toCandidates, toDocument } from './retrieval-lists.ts'

/** A whole business that nothing was trained on: its entries, and messages with the entry that answers each. */
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
  /** Places from 0 of the expected entry: the ranker's, BM25's over question, variants and answer, and the cosine's. */
  readonly place: number
  readonly bm25Place: number
  readonly cosinePlace: number
  readonly confidence: number
  readonly isRight: boolean
}

export function readShop(path: string): ShopFile {
  return toShop(JSON.parse(readFileSync(path, 'utf8')))
}

/** Entries may name their language as `pt-BR`; what is measured knows only `pt`. */
export function toShop(shop: ShopFile): ShopFile {
  const entries = shop.entries.map((entry) => ({ ...entry, language: baseLanguage(entry.language)! }))
  return { ...shop, entries }
}

/** Searches a shop for each of its messages, as src/knowledge/search-passages.ts does: entries in the asked language first. */
export function measureShop(shop: ShopFile, embedder: EmbeddedEmbedder, ranker: PassageRanker): Measured[] {
  return shop.messages.map((message) => {
    const inLanguage = shop.entries.filter((entry) => entry.language === message.lang)
    const entries = (inLanguage.length > 0 ? inLanguage : shop.entries).map((entry) => ({
      ...entry,
      variants: entry.variants ?? [],
    }))
    const candidates = toCandidates(embedder, entries)
    const embedding = embedder.embedOne(message.text)
    const byText = makeBm25(entries.map(toDocument), message.lang)(message.text)
    const byVector = candidates.map((candidate) => nearest(candidate, embedding))
    const chosen = fuse(
      candidates.map((_, i) => i),
      byText,
      byVector,
    )
    const query = { text: message.text, language: message.lang, embedding, embedder: embedder.id }
    const ranked = ranker.rank(
      query,
      chosen.map((i) => candidates[i]!),
    )
    const order = ranked.map(({ index }) => entries[chosen[index]!]!.external_id)
    const expected = entries.findIndex((entry) => entry.external_id === message.expected)
    return {
      text: message.text,
      expected: message.expected,
      found: order[0],
      language: message.lang,
      category: message.category,
      isAnswerable: message.expected !== null,
      place: message.expected === null ? -1 : order.indexOf(message.expected),
      bm25Place: placeOf(byText, expected),
      cosinePlace: placeOf(byVector, expected),
      confidence: ranked[0]?.confidence ?? 0,
      isRight: expected >= 0 && order[0] === message.expected,
    }
  })
}
