import { isCuit } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'
import { isOrderBefore } from '../read-before.ts'

/** CUIT and CUIL of Argentina. */
export const findCuits = allOf(
  matchPattern('CUIT', labelled('cui[tl](?:\\/cui[tl])?', '\\d{2}[- ]?\\d{8}[- ]?\\d(?!\\d)')),
  matchPattern('CUIT', /(?<![\d-])(?:2[03-7]|3[034])-\d{8}-\d(?![\d-])/gu),
  matchPattern(
    'CUIT',
    /(?<!\d|\d[.,-]|\+)(?:2[0347]|3[034])\d{9}(?![\d.,-]?\d)/gu,
    (match, before) => isCuit(match) && !isOrderBefore(before),
  ),
)
