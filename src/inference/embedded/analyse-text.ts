import { LRUCache } from 'lru-cache'
import type { LanguageTag } from '../../domain/language.ts'
import { extractTerms } from '../extract-terms.ts'
import type { EmbeddedEmbedder } from './embed-text.ts'
import { isNegated, typesAsked, typesTold } from './question-type.ts'
import { splitWords } from './split-words.ts'
import { hashPair, hashWord } from './text-features.ts'

/** What the ranker compares of a text. */
export interface TextAnalysis {
  /** Stems (or short words) with their rarity, 0–1. */
  readonly terms: ReadonlyMap<string, number>
  /** Sum of all rarities. */
  readonly mass: number
  /** Each word once. */
  readonly words: readonly AnalysedWord[]
  /** Each pair of neighbouring words once. */
  readonly pairs: readonly AnalysedPair[]
  readonly wordMass: number
  /** Hashed character 4-grams. */
  readonly grams: ReadonlySet<number>
  readonly asked: number
  readonly told: number
  readonly isNegated: boolean
  readonly numbers: readonly string[]
}

export interface AnalysedWord {
  readonly vector: Float32Array
  readonly weight: number
  /** Among the ranker's numbers of phrases, 0 to WORD_PLACES - 1. */
  readonly place: number
}

interface AnalysedPair {
  /** Indexes in the words of the text. */
  readonly left: number
  readonly right: number
  /** Among the ranker's numbers of phrases, WORD_PLACES to PHRASE_PLACES - 1. */
  readonly place: number
}

/** Words are told apart by so many places, and pairs of them by the others; few share one with a phrase that is known. */
export const WORD_PLACES = 2 ** 18
const PAIR_PLACES = 2 ** 20
export const PHRASE_PLACES = WORD_PLACES + PAIR_PLACES

/** How rare a term is among what customers ask, 0–1; 1 for a term never seen. */
export interface Rarity {
  readonly of: (term: string) => number
}

export type AnalyseText = (text: string, language: LanguageTag) => TextAnalysis

const LONGEST_CHARS = 1500
const MOST_WORDS = 80
const WORDS_KEPT = 8000
const TEXTS_KEPT = 1000

/** Makes the analysis, which keeps what it saw last: the entries of a workspace come again with every message. */
export function makeAnalyser(embedder: EmbeddedEmbedder, rarity: Rarity): AnalyseText {
  const words = new LRUCache<string, AnalysedWord>({ max: WORDS_KEPT })
  const texts = new LRUCache<string, TextAnalysis>({ max: TEXTS_KEPT })
  const embedWord = (word: string) => {
    const known = words.get(word)
    if (known !== undefined) return known
    const made = { ...embedder.embedWord(word), place: hashWord(word) & (WORD_PLACES - 1) }
    words.set(word, made)
    return made
  }
  return (text, language) => {
    const key = `${language} ${text}`
    const known = texts.get(key)
    if (known !== undefined) return known
    const made = analyse(text.slice(0, LONGEST_CHARS), language, embedWord, rarity)
    texts.set(key, made)
    return made
  }
}

function analyse(
  text: string,
  language: LanguageTag,
  embedWord: (word: string) => AnalysedWord,
  rarity: Rarity,
): TextAnalysis {
  const folded = text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
  const split = splitWords(text).slice(0, MOST_WORDS)
  const terms = new Map(readTerms(text, language).map((term) => [term, rarity.of(term)]))
  const distinct = [...new Set(split)]
  const words = distinct.map(embedWord)
  return {
    terms,
    mass: sum([...terms.values()]),
    words,
    pairs: pairWords(split, distinct),
    wordMass: sum(words.map((word) => word.weight)),
    grams: hashGrams(split.join(' ')),
    asked: typesAsked(split.join(' ')),
    told: typesTold(folded),
    isNegated: isNegated(split.join(' ')),
    numbers: [...new Set(folded.match(/\d+/g) ?? [])],
  }
}

function pairWords(split: readonly string[], distinct: readonly string[]): AnalysedPair[] {
  const at = new Map(distinct.map((word, i) => [word, i]))
  const pairs = new Map<string, AnalysedPair>()
  for (const [i, right] of split.slice(1).entries()) {
    const left = split[i]!
    const place = WORD_PLACES + (hashPair(left, right) & (PAIR_PLACES - 1))
    pairs.set(`${left} ${right}`, { left: at.get(left)!, right: at.get(right)!, place })
  }
  return [...pairs.values()]
}

/** Each word's stem, or the word where it has none. */
export function readTerms(text: string, language: LanguageTag): string[] {
  const found = extractTerms(text, language)
  const hasStem = new Set<number>()
  for (const [i, term] of found.entries()) if (term.startsWith('0') && i > 0) hasStem.add(i - 1)
  return found.filter((term, i) => term.startsWith('0') || !hasStem.has(i)).slice(0, MOST_WORDS)
}

function hashGrams(text: string): Set<number> {
  const grams = new Set<number>()
  for (let i = 0; i + 4 <= text.length; i += 1) grams.add(hashWord(text.slice(i, i + 4)))
  return grams
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
