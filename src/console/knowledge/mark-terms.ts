import type { LanguageTag } from '../../domain/language.ts'
import { extractTerms } from '../../inference/extract-terms.ts'
import { drawMarked } from '../draw-marked.ts'
import type { Html } from '../draw-page.ts'

/** A text with the words marked that it shares with what was asked, whatever their endings and accents. */
export function markTerms(text: string, asked: ReadonlySet<string>, language: LanguageTag): Html {
  const spans = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)]
    .filter(([word]) => extractTerms(word, language).some((term) => asked.has(term)))
    .map(({ index, 0: word }) => ({ start: index, end: index + word.length }))
  return drawMarked(text, spans)
}
