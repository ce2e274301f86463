import { allOf, labelled, matchPattern } from '../match-pattern.ts'

/** Documents without a kind of their own: passports, driving licences, voters' and social security numbers. */
export const findNationalIds = allOf(
  matchPattern(
    'ID',
    labelled(
      "passaporte|pasaporte|passport|ssn|social security|cnh|carteira de motorista|driver[’']?s licen[cs]e|licencia de conducir|t[ií]tulo de eleitor|pis|nis|ine|clave de elector",
      '[A-Z]{0,6}\\d[\\dA-Z.-]{3,18}[\\dA-Z]',
    ),
  ),
  matchPattern('ID', /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/gu),
)
