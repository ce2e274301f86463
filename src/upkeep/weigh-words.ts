import type { Language } from '../domain/language.ts'
import { extractTerms } from '../inference/extract-terms.ts'
import { readWord } from '../knowledge/question-words.ts'

/** The words of a question that say what it is about, with how much each says. */
export interface WeighedText {
  readonly words: readonly { readonly word: string; readonly key: string; readonly weight: number }[]
}

export type WeighText = (text: string) => WeighedText

/** So many letters stand for a word, so that its forms and most slips of the finger at its end fall together. */
const KEY_LETTERS = 5
/** How quickly a word that the others use too loses its weight; 1 and 4 differ by 0.01 in the index of Rand. */
const STEEPNESS = 4

/**
 * Weighs words by how rare they are in texts that are *not* asked in vain: what the knowledge and answered messages say
 * too, greetings and thanks included, tells nothing of what is missing.
 */
export function makeWeigher(background: readonly string[], language: Language): WeighText {
  const counts = new Map<string, number>()
  for (const text of background) {
    for (const key of new Set(contentOf(text, language).map(keyOf)))
      counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const weightOf = (key: string) => Math.log(1 + background.length / (1 + STEEPNESS * (counts.get(key) ?? 0)))
  return (text) => ({
    words: contentOf(text, language).map((word) => {
      const key = keyOf(word)
      // Without any background every word says the same.
      return { word, key, weight: background.length === 0 ? 1 : weightOf(key) }
    }),
  })
}

/** Words without those that any question has; all of them where there is nothing else. */
function contentOf(text: string, language: Language): string[] {
  const words = extractTerms(text, language).filter((term) => !term.startsWith('0'))
  const telling = words.filter((word) => word.length > 1 && !readWord(word).isFrame)
  return telling.length > 0 ? telling : words
}

function keyOf(word: string): string {
  return word.slice(0, KEY_LETTERS)
}
