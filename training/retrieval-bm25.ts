import type { LanguageTag } from '../src/domain/language.ts'
import { extractTerms } from '../src/inference/extract-terms.ts'

const K1 = 1.2
const B = 0.75

/** BM25 over whole documents; the yardstick that every retrieval number stands beside. */
export function makeBm25(documents: readonly string[], language: LanguageTag): (query: string) => number[] {
  const bags = documents.map((text) => countTerms(text, language))
  const lengths = bags.map((bag) => [...bag.values()].reduce((sum, n) => sum + n, 0))
  const mean = lengths.reduce((sum, n) => sum + n, 0) / (documents.length || 1) || 1
  return (query) => {
    const terms = [...countTerms(query, language).keys()]
    return bags.map((bag, i) =>
      terms.reduce((score, term) => {
        const count = bag.get(term) ?? 0
        if (count === 0) return score
        const df = bags.filter((other) => other.has(term)).length
        const idf = Math.log(1 + (bags.length - df + 0.5) / (df + 0.5))
        return score + (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * lengths[i]!) / mean))
      }, 0),
    )
  }
}

/** Stems only (marked by `0`), or the word itself where it is too short to be stemmed. */
function countTerms(text: string, language: LanguageTag): Map<string, number> {
  const bag = new Map<string, number>()
  for (const word of text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const term = extractTerms(word, language).at(-1)
    if (term !== undefined) bag.set(term, (bag.get(term) ?? 0) + 1)
  }
  return bag
}
