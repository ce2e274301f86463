import { type DateFact, takeOut } from './fact.ts'

/** Names without accents, Monday first: full names, and short ones that count only in a range (“seg a sex”). */
const FULL = [
  'segunda-feira|segunda feira|segundas?|lunes|mondays?',
  'terca-feira|terca feira|tercas?|martes|tuesdays?',
  'quarta-feira|quarta feira|quartas?|miercoles|wednesdays?',
  'quinta-feira|quinta feira|quintas?|jueves|thursdays?',
  'sexta-feira|sexta feira|sextas?|viernes|fridays?',
  'sabados?|saturdays?',
  'domingos?|sundays?',
]
const SHORT = [
  'seg|lun|mon',
  'ter|mar|tues?',
  'qua|mie|wed',
  'qui|jue|thu(?:rs?)?',
  'sex|vie|fri',
  'sab|sat',
  'dom|sun',
]
const ALL = [0, 1, 2, 3, 4, 5, 6]

const full = `(?:${FULL.join('|')})`
const any = `(?:${FULL.join('|')}|(?:${SHORT.join('|')})\\.?)`
// “segunda via”, “quinta avenida”: second and fifth, not days.
const NOT_ORDINAL =
  '(?! (?:via|vez|parcela|compra|unidade|opcao|peca|etapa|cobranca|pessoa|mao|avenida|edicao|troca|tentativa|dose|aula|loja|semana|hora))'
const RANGE = new RegExp(
  `(?<![a-z])(${any}) ?(?:-|–|—|/|a|as|ao|ate|ate as?|hasta|hasta el|al|to|through|thru|until) ?(?:o |el |los |as )?(${any})(?![a-z])`,
  'gu',
)
const ONE = new RegExp(`(?<![a-z])(${full})(?![a-z])${NOT_ORDINAL}`, 'gu')
const GROUPS: readonly [RegExp, number[]][] = [
  [/(?<![a-z])(?:fi(?:m|ns|nal|nais) de semana|fin(?:es)? de semana|weekends?)(?![a-z])/gu, [5, 6]],
  [
    /(?<![a-z\d])(?<!\d )(?:dias uteis|dias habiles|dias laborables|(?:business|working) days|dias de semana|entre semana|weekdays)(?![a-z])/gu,
    [0, 1, 2, 3, 4],
  ],
  [
    /(?<![a-z])(?:todos os dias(?! uteis)|todos los dias(?! habiles)|every day|daily|diariamente|a diario|7 days a week|7 dias (?:por|da|a la|de la) semana)(?![a-z])/gu,
    ALL,
  ],
]
const RELATIVE: readonly [RegExp, 'today' | 'tomorrow'][] = [
  [/(?<![a-z])(?:hoje|hoy|today|tonight)(?![a-z])/gu, 'today'],
  [/(?<![a-z])(?:amanha|(?<!(?:la|esta) )manana|tomorrow)(?![a-z])/gu, 'tomorrow'],
]

/** Days of the week, with every day that a range covers, and today and tomorrow. */
export function extractWeekdays(text: string, push: (date: Partial<DateFact>) => true): string {
  let rest = takeOut(text, RANGE, ([, from, to]) => push({ weekdays: between(dayOf(from!), dayOf(to!)) }))
  for (const [pattern, weekdays] of GROUPS) rest = takeOut(rest, pattern, () => push({ weekdays }))
  rest = takeOut(rest, ONE, ([, day]) => push({ weekdays: [dayOf(day!)] }))
  for (const [pattern, relative] of RELATIVE) rest = takeOut(rest, pattern, () => push({ relative }))
  return rest
}

function dayOf(name: string): number {
  const plain = name.replace(/\.$/u, '')
  return ALL.find((day) => new RegExp(`^(?:${FULL[day]}|${SHORT[day]})$`, 'u').test(plain))!
}

function between(from: number, to: number): number[] {
  return ALL.filter((day) => (from <= to ? day >= from && day <= to : day >= from || day <= to))
}
