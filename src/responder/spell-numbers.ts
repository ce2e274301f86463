import type { Language } from '../domain/language.ts'
import { UNIT_WORDS } from './units.ts'

type Words = Readonly<Record<string, number>>

/** Words without accents. A value of 100 multiplies in English (“two hundred”) and adds in the others. */
const WORDS: Readonly<Record<Language, Words>> = {
  pt: listed(
    `zero 0 um 1 uma 1 dois 2 duas 2 tres 3 quatro 4 cinco 5 seis 6 sete 7 oito 8 nove 9 dez 10 onze 11 doze 12 treze 13
    quatorze 14 catorze 14 quinze 15 dezesseis 16 dezessete 17 dezoito 18 dezenove 19 vinte 20 trinta 30 quarenta 40
    cinquenta 50 sessenta 60 setenta 70 oitenta 80 noventa 90 cem 100 cento 100 duzentos 200 duzentas 200 trezentos 300
    trezentas 300 quatrocentos 400 quinhentos 500 seiscentos 600 setecentos 700 oitocentos 800 novecentos 900 mil 1000`,
  ),
  es: listed(
    `cero 0 un 1 una 1 uno 1 dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13
    catorce 14 quince 15 dieciseis 16 diecisiete 17 dieciocho 18 diecinueve 19 veinte 20 veintiun 21 veintiuno 21
    veintidos 22 veintitres 23 veinticuatro 24 veinticinco 25 veintiseis 26 veintisiete 27 veintiocho 28 veintinueve 29
    treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa 90 cien 100 ciento 100 doscientos 200
    trescientos 300 cuatrocientos 400 quinientos 500 seiscientos 600 setecientos 700 ochocientos 800 novecientos 900 mil 1000`,
  ),
  en: listed(
    `zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13
    fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60
    seventy 70 eighty 80 ninety 90 hundred 100 thousand 1000`,
  ),
}

const JOINERS: Readonly<Record<Language, RegExp>> = {
  pt: /^\s+(?:e\s+)?$/u,
  es: /^\s+(?:y\s+)?$/u,
  en: /^(?:\s+(?:and\s+)?|-)$/u,
}

const FOLLOWED_BY_UNIT = new RegExp(`^\\s*(?:${UNIT_WORDS}|%)(?![a-z])`, 'u')

/**
 * Number words as figures, in a text of small letters without accents. With `keepsArticles` one and two stay words
 * unless a unit follows: “um” is an article, and “the two options” counts nothing that an entry would have to say.
 */
export function spellNumbers(text: string, language: Language, keepsArticles: boolean): string {
  const plain = text.replace(/\s*(?:por cento|por ciento|percent|per cent)(?![a-z])/gu, '%')
  const words = WORDS[language]
  const found = [...plain.matchAll(/[a-z]+/gu)].filter(
    // “3 de dez” is a day of December.
    ({ 0: word, index }) =>
      Object.hasOwn(words, word) && !(word === 'dez' && /\d[ /](?:de )?$/u.test(plain.slice(0, index))),
  )
  let out = ''
  let at = 0
  for (let i = 0; i < found.length; ) {
    const first = found[i]!
    let value = words[first[0]]!
    let last = first[0]
    let end = first.index + last.length
    i += 1
    while (i < found.length) {
      const next = found[i]!
      const joined = join(value, words[last]!, words[next[0]]!, language)
      if (joined === null || !JOINERS[language].test(plain.slice(end, next.index))) break
      value = joined
      last = next[0]
      end = next.index + last.length
      i += 1
    }
    if (keepsArticles && value <= 2 && !FOLLOWED_BY_UNIT.test(plain.slice(end))) continue
    out += plain.slice(at, first.index) + String(value)
    at = end
  }
  return spellHalves(out + plain.slice(at))
}

/** “1 hora e meia”, “hora y media”, “two and a half hours”, “half an hour” → 1.5, 1.5, 2.5, 0.5. */
function spellHalves(text: string): string {
  return text
    .replace(
      /(?<![a-z\d])(?:(\d+|one|an|two|uma|una|duas|dos) )?(horas?|hours?) (?:e meia|y media|and a half)(?![a-z])/gu,
      half,
    )
    .replace(/(?<![a-z\d])(\d+|one|two|an?) and a half (hours?)(?![a-z])/gu, half)
    .replace(/(?<![a-z\d])(?:meia hora|media hora|half an hour)(?![a-z])/gu, '0.5 hora')
}

function half(_: string, count: string | undefined, unit: string): string {
  const whole =
    count === undefined || !/^\d+$/u.test(count) ? (/^(?:two|duas|dos)$/u.test(count ?? '') ? 2 : 1) : count
  return `${whole}.5 ${unit}`
}

/** The value of “vinte” + “quatro”, or null where the two are separate numbers (“cinco e sete”). */
function join(value: number, last: number, next: number, language: Language): number | null {
  if (next === 1000) return value < 1000 ? value * 1000 : null
  if (next === 100 && language === 'en') return value < 10 ? value * 100 : null
  if (last >= 20 && last < 100) return next < 10 ? value + next : null
  if (last >= 100 && last < 1000) return next < 100 ? value + next : null
  if (last === 1000) return next < 1000 ? value + next : null
  return null
}

function listed(list: string): Words {
  const parts = list.trim().split(/\s+/u)
  return Object.fromEntries(
    parts.flatMap((word, i) => (i % 2 === 0 ? [[word, Number(parts[i + 1])] as const] : [])),
  )
}
