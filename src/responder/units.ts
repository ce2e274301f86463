interface Unit {
  /** What it is measured in; `times` counts instalments as well. */
  readonly name: string
  readonly factor: number
  /** Words without accents, as a pattern. */
  readonly words: string
}

/** Longer words first where one begins like another. */
const UNITS: readonly Unit[] = [
  {
    name: 'business_days',
    factor: 1,
    words:
      '(?:dias? (?:uteis|util|habil(?:es)?|laborables?|laborales|laboral)|(?:business|working|week) ?days?)',
  },
  { name: 'minutes', factor: 1440, words: '(?:dias?|(?:calendar )?days?)' },
  { name: 'minutes', factor: 10_080, words: '(?:semanas?|weeks?)' },
  { name: 'minutes', factor: 60, words: '(?:horas?|hours?|hrs?|hs|h)' },
  { name: 'minutes', factor: 1, words: '(?:minutos?|minutes?|mins?)' },
  { name: 'months', factor: 12, words: '(?:anos?|years?)' },
  { name: 'months', factor: 1, words: '(?:meses|mes|months?)' },
  {
    name: 'times',
    factor: 1,
    words:
      '(?:x|vezes|vez|veces|parcelas?|cuotas?|pagos?|pagamentos?|prestac(?:ao|oes)|mensualidades|instal?lments?|payments?|times?)',
  },
  { name: 'percent', factor: 1, words: '%' },
  { name: 'grams', factor: 1000, words: '(?:kg|kgs|quilos?|kilos?|kilogram(?:o|a)?s?)' },
  { name: 'grams', factor: 1, words: '(?:gramas?|gramos?|grams?|grs?|g)' },
  { name: 'metres', factor: 1000, words: '(?:km|kms|quilometros?|kilometros?|kilomet(?:er|re)s?)' },
  { name: 'metres', factor: 0.01, words: '(?:cm|cms|centimetros?|centimet(?:er|re)s?)' },
  { name: 'metres', factor: 1, words: '(?:metros?|met(?:er|re)s?|m)' },
  { name: 'millilitres', factor: 1000, words: '(?:litros?|lit(?:er|re)s?|l)' },
  { name: 'millilitres', factor: 1, words: '(?:mililitros?|ml)' },
  { name: 'miles', factor: 1, words: '(?:milhas?|millas?|miles?|mi)' },
  { name: 'people', factor: 1, words: '(?:pessoas?|personas?|people|person|guests?|hospedes|huespedes)' },
]

export const UNIT_WORDS = UNITS.map((unit) => unit.words).join('|')

// What may stand between a number and its unit without changing it.
const BETWEEN =
  '(?:(?:interest-free|equal|monthly|full|easy|fixed|whole|consecutive|primeir[oa]s|primer[oa]s|first|mais|mas|more|small) )?'

const PATTERNS = UNITS.map((unit) => ({
  ...unit,
  pattern: new RegExp(`^[\\s-]*${BETWEEN}${unit.words}(?![a-z\\d])`, 'u'),
}))

/** The unit that a text (what follows a number) begins with, with the length of its words; null where it has none. */
export function readUnit(text: string): { name: string; factor: number; length: number } | null {
  for (const { name, factor, pattern } of PATTERNS) {
    const match = pattern.exec(text)
    if (match !== null) return { name, factor, length: match[0].length }
  }
  return null
}
