import { countrySpecs } from 'ibantools'
import { isIban } from '../check-digits.ts'
import type { Finder } from '../span.ts'

const CANDIDATE = /(?<![A-Z0-9])([A-Z]{2})\d{2}(?: ?[A-Z0-9]){11,30}/giu

/** A number of just the length that its country gives it: in running text the words after it look like more of it. */
export const findIbans: Finder = (text) => {
  const spans = []
  for (const { 0: match, 1: country, index } of text.matchAll(CANDIDATE)) {
    const length = countrySpecs[country!.toUpperCase()]?.chars
    if (length === undefined || length === null) continue
    const number = new RegExp(`^(?:[A-Z0-9] ?){${length - 1}}[A-Z0-9]`, 'iu').exec(match)?.[0]
    if (number !== undefined && isIban(number))
      spans.push({ kind: 'IBAN' as const, start: index, end: index + number.length })
  }
  return spans
}
