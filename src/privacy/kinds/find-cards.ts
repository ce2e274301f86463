import { isCardNumber } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'
import { isOrderBefore } from '../read-before.ts'

/** Numbers with Luhn's check digit in the ranges that cards have, and the code on their back. */
export const findCards = allOf(
  matchPattern(
    'CARD',
    /(?<![\dA-Za-z+]|\d[.,-])(?:4\d{3}|[2356]\d{3}|1800)(?:[ -]?\d){8,14}\d(?!\d)/gu,
    (match, before) => isCardNumber(match) && isLongEnough(match) && !isOrderBefore(before),
  ),
  matchPattern(
    'CARD',
    labelled('card|cc|cart[aã]o|tarjeta|credit card', '\\d(?:[ -]?\\d){11,18}(?!\\d)'),
    isCardNumber,
  ),
  matchPattern(
    'SECURITY_CODE',
    /(?<=\b(?:cvv2?|cvc|c[oó]digo de seguran[çc]a|c[oó]digo de seguridad|security code)\b\D{0,8})\d{3,4}(?!\d)/giu,
  ),
)

/** Thirteen digits are a product's code far more often than a card's, of which only the oldest had so few. */
function isLongEnough(match: string): boolean {
  return match.replace(/\D/gu, '').length > 13 || match.startsWith('4')
}
