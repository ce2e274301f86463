import { LANGUAGES, type LanguageTag } from '../domain/language.ts'
import type { Saying, Words } from '../domain/reply-rules.ts'

/** The words in the first of the languages that there are words in, else in any. */
export function chooseWords(words: Words, wanted: readonly (LanguageTag | null)[]): Saying {
  const language =
    wanted.find((tag) => tag !== null && tag !== 'und' && words[tag] !== undefined) ??
    LANGUAGES.find((tag) => words[tag] !== undefined)
  // Words are said in one language at least; see Words in src/domain/reply-rules.ts.
  const known = language as Saying['language']
  return { text: words[known]!, language: known }
}
