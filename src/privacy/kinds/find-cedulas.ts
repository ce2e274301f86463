import { allOf, labelled, matchPattern } from '../match-pattern.ts'

const NUMBER = '(?:\\d{1,3}(?:\\.\\d{3}){2,3}|\\d{6,10})(?:-\\d)?(?![\\d.]?\\d)'

/** Cédula of Colombia and its neighbours, and NIT: without a check digit, so the label tells them. */
export const findCedulas = allOf(
  matchPattern('CEDULA', labelled('c[eé]dula|c[eé]dula de ciudadan[ií]a|nit|ced', NUMBER)),
  matchPattern(
    'CEDULA',
    new RegExp(`(?<=(?<![\\p{L}\\d])(?:C\\.? ?C\\.?|C\\.? ?I\\.?):? {0,2})${NUMBER}`, 'gu'),
  ),
)
