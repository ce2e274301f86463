import { isCnpj } from '../check-digits.ts'
import { allOf, labelled, matchPattern } from '../match-pattern.ts'

export const findCnpjs = allOf(
  matchPattern('CNPJ', /(?<![A-Z0-9])[A-Z0-9]{2}\.[A-Z0-9]{3}\.[A-Z0-9]{3}\/[A-Z0-9]{4}-?\d{2}(?!\d)/giu),
  matchPattern('CNPJ', /(?<![A-Z0-9.-])\d{14}(?!\d)/giu, isCnpj),
  matchPattern('CNPJ', /(?<![A-Z0-9.-])(?=[A-Z\d]{0,11}\d)[A-Z0-9]{12}\d{2}(?![A-Z0-9])/gu, isCnpj),
  matchPattern('CNPJ', labelled('cnpj', '[A-Z0-9][A-Z0-9. /-]{11,20}\\d{2}(?![A-Z0-9])'), isCnpj),
)
