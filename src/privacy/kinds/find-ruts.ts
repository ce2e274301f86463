import { isRut } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

const SHAPE = '\\d{1,2}\\.?\\d{3}\\.?\\d{3}-?[\\dK](?![\\dA-Z])'

/** RUT and RUN of Chile; with the label a wrong check character passes as a typing error. */
export const findRuts = allOf(
  matchPattern('RUT', labelled('rut|run|r\\.u\\.t\\.', SHAPE)),
  matchPattern(
    'RUT',
    /(?<![\d.-])\d{1,2}(?:\.\d{3}\.\d{3}|\d{6})-[\dK](?![\dA-Z-])/giu,
    (match, before) => isRut(match) && !RG_BEFORE.test(before),
  ),
)

const RG_BEFORE = /\b(?:rg|identidade|dni)\W{0,3}(?:é\W)?$/iu
