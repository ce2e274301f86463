import { isCuit } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

/** RUC of Peru, whose check digit is reckoned as Argentina's CUIT; with the label a wrong one passes. */
export const findRucs = allOf(
  matchPattern('RUC', labelled('ruc|r\\.u\\.c\\.', '\\d{11}(?!\\d)')),
  matchPattern(
    'RUC',
    /(?<!\d|\d[.,-]|\+)(?:10|15|17)\d{9}(?![\d.,-]?\d)/gu,
    (match, before) => isCuit(match) && /\b(?:empresa|factura|sunat|raz[oó]n social)\b/iu.test(before),
  ),
)
