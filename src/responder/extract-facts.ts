import type { Language } from '../domain/language.ts'
import { extractDates } from './extract-dates.ts'
import { extractLinks } from './extract-links.ts'
import { extractQuantities } from './extract-quantities.ts'
import { extractTimes } from './extract-times.ts'
import { type Fact, takeOut } from './fact.ts'
import { spellNumbers } from './spell-numbers.ts'

/**
 * Every number, price, date, time, phone and link of a text, read as its language writes them. What one reader takes is
 * not seen by the next. A source is read more generously than a claim.
 */
export function extractFacts(text: string, language: Language, role: 'claim' | 'source'): Fact[] {
  const facts: Fact[] = []
  let rest = extractLinks(readable(text), facts)
  rest = spellNumbers(fold(rest), language, role === 'claim')
  rest = dropListNumbers(rest)
  rest = extractDigitGroups(rest, facts)
  rest = extractCodes(rest, facts)
  rest = extractDates(rest, language, facts)
  rest = extractTimes(rest, language, facts)
  extractQuantities(rest, language, facts)
  return facts
}

// Invisible characters would split a number or a link; raised figures would be read as part of the one before.
function readable(text: string): string {
  return text
    .replace(/[\u00b2\u00b3\u00b9\u2070-\u2079]/gu, ' ')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
}

/** Small letters without accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function dropListNumbers(text: string): string {
  return text.replace(/^[ \t]*\d{1,2}[.)](?=\s)/gmu, '')
}

const GROUPS: readonly RegExp[] = [
  // Company and personal numbers, postal codes.
  /(?<!\d)\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}(?!\d)/gu,
  /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/gu,
  /(?<![\d.-])\d{2}\.?\d{3}-\d{3}(?![\d-])/gu,
  // Phones: with a country code, with an area code, in groups, or a plain run of eight digits and more.
  /(?<![\d+])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){1,5}\d{2,5}(?!\d)/gu,
  /(?<!\d|\d[.,/-]|\$ ?)(?:\(\s?0?\d{2,3}\s?\)|0?\d{2,4}(?=[\s.-]))?[\s.-]?(?:9[\s.]?)?\d{4}[\s.-]\d{4}(?!\d|[.,-]\d)/gu,
  /(?<!\d|\d[.,/-]|\$ ?)(?:[01][\s.-])?(?:\(\d{3}\)|\d{3,4})[\s.-]?\d{3}[\s.-]\d{4}(?!\d|[.,-]\d)/gu,
  /(?<!\d|\d[.,/-]|\$ ?)0[389]00[\s.-]?\d{7}(?!\d|[.,-]\d)/gu,
  /(?<!\d|\d[.,/-]|\$ ?)\(0?\d{2,3}\)\s?\d{8,9}(?!\d)/gu,
  /(?<!\d|\d[.,-]|\$ ?)(?:0?\d{2}\s)?\d{8,15}(?!\d|[.,]\d)/gu,
]
const IS_YEARS = /^\s*(?:19|20)\d{2}\s*[-–/ ]\s*(?:19|20)\d{2}\s*$/u

function extractDigitGroups(text: string, facts: Fact[]): string {
  return GROUPS.reduce(
    (rest, pattern) =>
      takeOut(rest, pattern, ([match]) => {
        const value = match!.replace(/\D/gu, '')
        if (value.length < 8 || IS_YEARS.test(match!)) return false
        facts.push({ kind: 'digits', value })
        return true
      }),
    text,
  )
}

/** Codes that begin with a letter and hold a digit, such as coupons. A currency sign or a unit is no part of one. */
function extractCodes(text: string, facts: Fact[]): string {
  return takeOut(text, /(?<![\p{L}\d$])[a-z]{1,12}[-_]?\d+[a-z\d]*(?![\d.,]*\d|\p{L})/gu, ([match]) => {
    if (/^(?:r|us|x|usd|brl|mxn|ars|eur|n)\d/u.test(match!)) return false
    facts.push({ kind: 'code', value: match!.replace(/[-_]/gu, '') })
    return true
  })
}
