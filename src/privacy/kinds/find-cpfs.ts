import { isCpf } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

/** What is written as a CPF is one, with a wrong digit too; bare digits only where their check digits are right. */
export const findCpfs = allOf(
  matchPattern('CPF', /(?<![\d.])\d{3}[. ]\d{3}[. ]\d{3}[-. ]\d{2}(?![\d.]?\d)/gu, isWrittenSo),
  matchPattern('CPF', /(?<!\d)\d{9}-\d{2}(?!\d)/gu),
  matchPattern('CPF', labelled('cpf', '\\d(?:[. -]?\\d){8,11}(?!\\d)')),
  matchPattern(
    'CPF',
    /(?<!\d|\d[.,-]|\+)\d{11}(?![\d.,]?\d)/gu,
    (match, before) => isCpf(match) && !PHONE_BEFORE.test(before),
  ),
)

// With dots alone it may be the address of a machine.
function isWrittenSo(match: string): boolean {
  return /[- ]\d\d$/u.test(match) || isCpf(match)
}

const PHONE_BEFORE = /(?:zap|whats(?:app)?|tel(?:efone)?|fone|cel(?:ular)?|phone)\W{0,3}(?:é\W)?$/iu
