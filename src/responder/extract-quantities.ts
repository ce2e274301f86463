import type { Language } from '../domain/language.ts'
import type { Fact, QuantityFact } from './fact.ts'
import { readUnit } from './units.ts'

interface Token {
  readonly raw: readonly number[]
  readonly start: number
  end: number
  unit: string | null
  factor: number
}

const CURRENCY_BEFORE = /(?:(r\$|us\$|u\$s|usd|mx\$|mxn|ar\$|ars|s\/\.?|€|eur|£|gbp|brl|\$))\s*$/u
const CURRENCY_AFTER =
  /^\s*(reais|real|reales|brl|dolares|dolar|dollars?|bucks|usd|pesos?|mxn|ars|euros?|eur|€|soles|sol(?![a-z])|libras|pounds?|£|centavos?|cents?)(?![a-z])/u

/** A dollar sign alone is a peso in one country and a dollar in the next, so it fits both. */
const CURRENCIES: Readonly<Record<string, string>> = {
  r$: 'BRL',
  brl: 'BRL',
  reais: 'BRL',
  real: 'BRL',
  reales: 'BRL',
  us$: 'USD',
  u$s: 'USD',
  usd: 'USD',
  dolares: 'USD',
  dolar: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  mx$: 'peso',
  mxn: 'peso',
  ar$: 'peso',
  ars: 'peso',
  peso: 'peso',
  pesos: 'peso',
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  libras: 'GBP',
  's/': 'PEN',
  's/.': 'PEN',
  soles: 'PEN',
  sol: 'PEN',
  centavo: 'cents',
  centavos: 'cents',
  cent: 'cents',
  cents: 'cents',
}

// A figure right after a letter belongs to a word, unless the letters are a currency's or a sign of multiplication.
const NUMBER = /(?<![\p{L}\d])\d+(?:[.,]\d+)*|(?<=(?<![a-z])(?:usd|brl|mxn|ars|eur|r|x|n))\d+(?:[.,]\d+)*/gu

// The first number of a range has the unit of the second: “5 a 7 dias”, “10 e 20 reais”.
const RANGE =
  /^\s*(?:-|–|—|~|a|ao|al|as|ate|hasta|to|e|y|and|o|ou|or|through)\s*(?:r\$|us\$|\$|€|os|los|the)?\s*$/u

/** Prices, percentages, durations, counts and measures: every number that nothing else took. */
export function extractQuantities(text: string, language: Language, facts: Fact[]): void {
  const tokens = [...text.matchAll(NUMBER)].map(
    (match): Token => ({
      raw: readNumber(match[0], language),
      start: match.index,
      end: match.index + match[0].length,
      unit: null,
      factor: 1,
    }),
  )
  for (const token of tokens) readUnits(text, token)
  for (let i = tokens.length - 2; i >= 0; i -= 1) {
    const token = tokens[i]!
    const next = tokens[i + 1]!
    if (token.unit !== null || next.unit === null || !RANGE.test(text.slice(token.end, next.start))) continue
    token.unit = next.unit
    token.factor = next.factor
  }
  facts.push(...tokens.map(toFact))
}

function readUnits(text: string, token: Token): void {
  const before = CURRENCY_BEFORE.exec(text.slice(Math.max(0, token.start - 6), token.start))
  const scale = /^\s?(?:mil|k|thousand)(?![a-z])/u.exec(text.slice(token.end))
  if (scale !== null) {
    token.end += scale[0].length
    Object.assign(token, { raw: token.raw.map((value) => value * 1000) })
  }
  const rest = text.slice(token.end)
  const after = CURRENCY_AFTER.exec(rest.replace(/^\s*de\s+/u, ''))
  const sign = before?.[1] ?? after?.[1]
  if (sign !== undefined) {
    token.unit = `price:${CURRENCIES[sign] ?? '$'}`
    return
  }
  const unit = readUnit(rest)
  if (unit !== null) {
    token.unit = unit.name
    token.factor = unit.factor
    token.end += unit.length
  } else if (/^(?:o|a|st|nd|rd|th|er|ro)(?![a-z])/u.test(rest)) token.unit = 'ordinal'
}

function toFact({ raw, unit, factor }: Token): QuantityFact {
  return { kind: 'quantity', raw, base: raw.map((value) => round(value * factor)), unit }
}

/** The readings of a written number: the last of two separators is the decimal one; three figures after one may be thousands. */
export function readNumber(written: string, language: Language): number[] {
  const separators = written.match(/[.,]/gu) ?? []
  if (separators.length === 0) return [Number(written)]
  const last = separators.at(-1)!
  const isMixed = new Set(separators).size === 2
  const tail = written.slice(written.lastIndexOf(last) + 1)
  const asDecimal = Number(`${written.slice(0, written.lastIndexOf(last)).replace(/[.,]/gu, '')}.${tail}`)
  const asThousands = Number(written.replace(/[.,]/gu, ''))
  if (isMixed) return [asDecimal]
  if (separators.length > 1) return [asThousands]
  if (tail.length !== 3) return [asDecimal]
  const isThousands = language === 'en' ? last === ',' : last === '.'
  return isThousands ? [asThousands] : [asThousands, asDecimal]
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
