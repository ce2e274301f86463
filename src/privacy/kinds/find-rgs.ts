import { allOf, labelled, matchPattern } from '../match-pattern.ts'

const NUMBER = '(?:[A-Z]{2}[ -]?)?\\d{1,2}\\.?\\d{3}\\.?\\d{3}(?:[- ]?[\\dX])?(?![\\dA-Z])'

/** RG of Brazil: no check digit holds in every state, so its label or its written form tells it. */
export const findRgs = allOf(
  matchPattern('RG', labelled('rg|r\\.g\\.|(?:carteira de )?identidade|registro geral', NUMBER)),
  matchPattern('RG', /(?<![\d.])\d{2}\.\d{3}\.\d{3}-[\dX](?![\dA-Z])/giu),
)
