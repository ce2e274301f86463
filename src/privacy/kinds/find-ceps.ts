import { allOf, labelled, matchPattern } from '../match-pattern.ts'

/** Postal codes: Brazil's has a form of its own, those of other countries only a label. */
export const findCeps = allOf(
  matchPattern('CEP', /(?<![\d.-])\d{2}\.?\d{3}-\d{3}(?![\d-])/gu),
  matchPattern('CEP', labelled('cep', '\\d{8}(?!\\d)')),
  matchPattern(
    'CEP',
    labelled(
      'c\\.?p\\.?|c[oó]digo postal|zip(?: code)?|post(?:al)? ?code',
      '[A-Z]{0,2}\\d[A-Z\\d]{2,4}(?:[ -]?\\d[A-Z\\d]{2,3})?(?![A-Z\\d])',
    ),
  ),
)
