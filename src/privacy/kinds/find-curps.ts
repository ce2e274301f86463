import { isCurp } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

const SHAPE = '[A-Z]{4}\\d{6}[HMX][A-Z]{5}[A-Z0-9]\\d(?![A-Z0-9])'

/** CURP of Mexico; with its label a wrong check digit passes as a typing error. */
export const findCurps = allOf(
  matchPattern('CURP', new RegExp(`(?<![A-Z0-9])${SHAPE}`, 'giu'), isCurp),
  matchPattern('CURP', labelled('curp', SHAPE)),
)
