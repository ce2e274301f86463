import { allOf, matchPattern } from '../match-pattern.ts'

/**
 * Random keys, and “copia e cola” codes, which hold a key. The other keys are a CPF, a CNPJ, a phone or an e-mail, and
 * are found as what they are.
 */
export const findPixKeys = allOf(
  matchPattern('PIX_KEY', /\b000201[\x20-\x7e]{20,500}?6304[0-9A-F]{4}\b/giu),
  matchPattern('PIX_KEY', /\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b/giu),
)
