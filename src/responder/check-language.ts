import { detectLanguage } from '../classifier/detect-language.ts'
import type { CheckFailure } from '../domain/draft.ts'
import { baseLanguage, type Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'

/** With fewer words nobody can tell the language of a sentence: names of products and streets decide it. */
const FEWEST_WORDS = 3
const FEWEST_WORDS_OF_SENTENCE = 6
/** A draft as a whole must be this surely of another language; one sentence of it more surely. */
const SURE = 0.6
const VERY_SURE = 0.9

/**
 * A draft must be in the customer's language, as a whole and in each of its longer sentences. Short sentences that are
 * an entry's own, in an entry of that language, are taken as they are.
 */
export function checkLanguage(
  draft: {
    readonly text: string
    readonly language: Language
    readonly claimedLanguage: string | null
    readonly ownWords: readonly string[]
  },
  cited: readonly Passage[],
): CheckFailure[] {
  const claimed = draft.claimedLanguage
  if (claimed !== null && baseLanguage(claimed) !== draft.language) return ['language_mismatch']
  const own = cited
    .filter(({ entry }) => entry.language === draft.language)
    .map(({ entry }) => squash(entry.answer))
  const isQuoted = (sentence: string) => own.some((answer) => answer.includes(squash(sentence)))
  const isOurs = (sentence: string) =>
    draft.ownWords.some((words) => squash(words).includes(squash(sentence)))
  const sentences = draft.text.split(/(?<=[.!?…])\s+|\n+/u).filter((sentence) => !isOurs(sentence))
  const rest = sentences.filter((sentence) => !isQuoted(sentence))
  const isForeign =
    isOther(rest.join('\n'), draft.language, FEWEST_WORDS, SURE) ||
    rest.some((sentence) => isOther(sentence, draft.language, FEWEST_WORDS_OF_SENTENCE, VERY_SURE)) ||
    // An entry filed under the wrong language shows once there is enough of it.
    isOther(sentences.join('\n'), draft.language, FEWEST_WORDS_OF_SENTENCE * 2, VERY_SURE)
  return isForeign ? ['language_mismatch'] : []
}

function isOther(text: string, language: Language, fewestWords: number, sure: number): boolean {
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0
  if (words < fewestWords) return false
  const { tag, score } = detectLanguage(text, null)
  if (tag === language) return false
  // A language that Recado does not speak is told by less than one it does, so more words are asked for.
  return tag === 'und' ? words >= fewestWords * 2 && score >= 0.8 : score >= sure
}

function squash(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
