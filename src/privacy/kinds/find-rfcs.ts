import { isRfc } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

const SHAPE = '[A-ZÑ&]{3,4}-?\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])-?[A-Z0-9]{2}[0-9A](?![A-Z0-9])'

/** RFC of Mexico; with its label a wrong check character passes as a typing error. */
export const findRfcs = allOf(
  matchPattern('RFC', new RegExp(`(?<![A-Z0-9])${SHAPE}`, 'giu'), (match) =>
    isRfc(match.replaceAll('-', '')),
  ),
  matchPattern('RFC', labelled('rfc|r\\.f\\.c\\.', SHAPE)),
)
