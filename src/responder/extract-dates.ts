import type { Language } from '../domain/language.ts'
import { extractWeekdays } from './extract-weekdays.ts'
import { type DateFact, type Fact, takeOut } from './fact.ts'

/** Names of the twelve months in each language, without accents, full and short. */
const MONTHS: readonly string[] = [
  'janeiro|enero|january|jan|ene',
  'fevereiro|febrero|february|fev|feb',
  'marco|marzo|march|mar',
  'abril|april|abr|apr',
  'maio|mayo|may|mai',
  'junho|junio|june|jun',
  'julho|julio|july|jul',
  'agosto|august|ago|aug',
  'setembro|septiembre|setiembre|september|sept|set|sep',
  'outubro|octubre|october|out|oct',
  'novembro|noviembre|november|nov',
  'dezembro|diciembre|december|dez|dic|dec',
]
const MONTH = `(${MONTHS.join('|')})`
const LONG_MONTH = `(${MONTHS.map((names) =>
  names
    .split('|')
    .filter(
      (name) => name.length > 4 || name === 'maio' || name === 'mayo' || name === 'june' || name === 'july',
    )
    .join('|'),
).join('|')})`
const END = '(?![a-z])'
const YEAR = '(?:,? ?(?:de |del |of )?(\\d{4}))?'
const ORDINAL = '(?:o|ro|er|st|nd|rd|th)?'
const AND = ' ?(?:-|–|—|a|e|y|ao|al|ate|hasta|to|and|through|until) ?(?:o |el |the )?'

const ISO = /(?<![\d-])(20\d{2})-(\d{2})-(\d{2})(?![\d-])/gu
const FIGURES = /(?<![\d/.,-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/]|[.,-]\d)/gu
const TWO_DAYS_OF = new RegExp(
  `(?<![\\d.,])(\\d{1,2})${ORDINAL}${AND}(\\d{1,2})${ORDINAL} (?:de |of )?${MONTH}${END}${YEAR}`,
  'gu',
)
const DAY_OF = new RegExp(`(?<![\\d.,])(\\d{1,2})${ORDINAL}[ -]?(?:de |of )?${MONTH}${END}${YEAR}`, 'gu')
const MONTH_TWO_DAYS = new RegExp(
  `(?<![a-z])${MONTH}\\.? (?:the )?(\\d{1,2})${ORDINAL}${AND}(\\d{1,2})${ORDINAL}(?![\\d.,:]*\\d)${YEAR}`,
  'gu',
)
const MONTH_DAY = new RegExp(
  `(?<![a-z])${MONTH}\\.? (?:the )?(\\d{1,2})${ORDINAL}(?![\\d.,:]*\\d|[a-z])${YEAR}`,
  'gu',
)
const MONTH_ALONE = new RegExp(`(?<![a-z])${LONG_MONTH}${END}${YEAR}`, 'gu')
// “You may return it” is no month.
const MAY_ALONE =
  /(?<![a-z])(?:in|until|till|by|from|since|through|of|every|early|late|mid|this|next|to) may(?![a-z])/gu
const FRACTION_OF = /^\s*(?:kg|l|litros?|hora|hour|de|da|of)/u
const FIRST_OF = /(?<![a-z])(?:primeiro|primero) (?=de )/gu

/** Dates, months, days of the week and “tomorrow”. Folded text; day and month in the order of the language. */
export function extractDates(text: string, language: Language, facts: Fact[]): string {
  const push = (date: Partial<DateFact>): true => {
    facts.push({ kind: 'date', month: null, day: null, year: null, weekdays: [], relative: null, ...date })
    return true
  }
  let rest = text.replace(FIRST_OF, '1 ')
  rest = takeOut(rest, ISO, ([, year, month, day]) =>
    push({ month: Number(month), day: Number(day), year: Number(year) }),
  )
  rest = takeOut(rest, FIGURES, (match) => {
    const date = readFigures(match, rest.slice(match.index! + match[0].length), language)
    return date === null ? false : push(date)
  })
  rest = takeOut(rest, TWO_DAYS_OF, ([, from, to, month, year]) => {
    push(dated(month!, from!, year))
    return push(dated(month!, to!, year))
  })
  rest = takeOut(rest, DAY_OF, ([, day, month, year]) =>
    // “9 out of 10” and “2 ago” are no dates in English.
    language === 'en' && /^(?:out|set|ago|dez|dic|ene|fev|abr|mai)$/u.test(month!)
      ? false
      : push(dated(month!, day!, year)),
  )
  if (language !== 'pt') {
    rest = takeOut(rest, MONTH_TWO_DAYS, ([, month, from, to, year]) => {
      push(dated(month!, from!, year))
      return push(dated(month!, to!, year))
    })
    rest = takeOut(rest, MONTH_DAY, ([, month, day, year]) => push(dated(month!, day!, year)))
  }
  rest = takeOut(rest, MONTH_ALONE, ([, month, year]) => push({ month: monthOf(month!), year: yearOf(year) }))
  if (language === 'en') rest = takeOut(rest, MAY_ALONE, () => push({ month: 5 }))
  return extractWeekdays(rest, push)
}

/** “03/04” is 3 April in Portuguese and Spanish and March 4 in English, unless only one order gives a date. */
function readFigures(match: RegExpMatchArray, after: string, language: Language): Partial<DateFact> | null {
  const [whole, first, separator, second, year] = match
  if (whole === '24/7') return null
  if (separator !== '/' && year === undefined) return null
  if (year === undefined && FRACTION_OF.test(after) && Number(first) < Number(second) && Number(second) <= 4)
    return null
  const monthFirst = language === 'en' ? Number(first) <= 12 : Number(second) > 12
  const month = Number(monthFirst ? first : second)
  const day = Number(monthFirst ? second : first)
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  return { month, day, year: yearOf(year) }
}

function dated(month: string, day: string, year: string | undefined): Partial<DateFact> {
  return { month: monthOf(month), day: Number(day), year: yearOf(year) }
}

function monthOf(name: string): number {
  return MONTHS.findIndex((names) => names.split('|').includes(name)) + 1
}

function yearOf(year: string | undefined): number | null {
  if (year === undefined) return null
  return year.length === 2 ? 2000 + Number(year) : Number(year)
}
