import { pick, type Random } from '../src/evals/make-random.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import type { Group, GroupText } from './retrieval-data.ts'

/** The text with one of its words or phrases exchanged for another that stands for the same concept. */
export type Synonyms = (text: GroupText, random: Random) => GroupText

const LONGEST_PHRASE = 4

export function makeSynonyms(concepts: readonly Group[]): Synonyms {
  const byPhrase = new Map<string, readonly string[]>()
  for (const { texts } of concepts) {
    for (const { text, language } of texts) {
      const others = texts.filter((other) => other.language === language && other.text !== text)
      byPhrase.set(
        `${language} ${splitWords(text).join(' ')}`,
        others.map((other) => other.text),
      )
    }
  }
  return (text, random) => {
    const words = splitWords(text.text)
    const found: { start: number; size: number; others: readonly string[] }[] = []
    for (let start = 0; start < words.length; start += 1) {
      for (let size = Math.min(LONGEST_PHRASE, words.length - start); size > 0; size -= 1) {
        const others = byPhrase.get(`${text.language} ${words.slice(start, start + size).join(' ')}`)
        if (others === undefined || others.length === 0) continue
        found.push({ start, size, others })
        start += size - 1
        break
      }
    }
    if (found.length === 0) return text
    const { start, size, others } = pick(found, random)
    words.splice(start, size, pick(others, random))
    return { text: words.join(' '), language: text.language }
  }
}
