import type { LanguageTag } from '../domain/language.ts'
import { extractTerms } from '../inference/extract-terms.ts'

/** A reply of fewer words says too little to tell. */
const FEWEST_TERMS = 2
const SHARED = 0.5

/**
 * Whether a person's reply says what a draft says: half of the telling words of the shorter one stand in the other, and
 * neither names numbers of which the other has none. A rough look, meant for many replies together.
 */
export function sayTheSame(draft: string, reply: string, language: LanguageTag): boolean {
  const [one, other] = [draft, reply].map((text) => new Set(extractTerms(text, language))) as [
    Set<string>,
    Set<string>,
  ]
  const fewest = Math.min(one.size, other.size)
  if (fewest < FEWEST_TERMS) return false
  return one.intersection(other).size / fewest >= SHARED && shareNumbers(draft, reply)
}

function shareNumbers(draft: string, reply: string): boolean {
  const numbers = (text: string) => new Set(text.match(/\d+/gu))
  const [one, other] = [numbers(draft), numbers(reply)]
  return one.size === 0 || other.size === 0 || one.intersection(other).size > 0
}
