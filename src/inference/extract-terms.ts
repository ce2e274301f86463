import { stemmer as stemEnglish } from '@orama/stemmers/english'
import { stemmer as stemPortuguese } from '@orama/stemmers/portuguese'
import { stemmer as stemSpanish } from '@orama/stemmers/spanish'
import type { LanguageTag } from '../domain/language.ts'

const STEMMERS = { pt: stemPortuguese, es: stemSpanish, en: stemEnglish } as const

/** Chat spellings, written out before stemming. */
const SPELLED_OUT = new Map(
  Object.entries({
    vc: 'voce',
    vcs: 'voces',
    pq: 'porque',
    tb: 'tambem',
    tbm: 'tambem',
    qto: 'quanto',
    qnt: 'quanto',
    hj: 'hoje',
    amanha: 'amanha',
    xq: 'porque',
    tmb: 'tambien',
    tmbn: 'tambien',
    u: 'you',
    ur: 'your',
    pls: 'please',
    thx: 'thanks',
    hr: 'hora',
    hrs: 'horas',
    msg: 'mensagem',
    zap: 'whatsapp',
    whats: 'whatsapp',
    wpp: 'whatsapp',
    cel: 'celular',
    dom: 'domingo',
    sab: 'sabado',
    seg: 'segunda',
    ter: 'terca',
    qua: 'quarta',
    qui: 'quinta',
    sex: 'sexta',
  }),
)

// Words that say nothing of what is asked; question words stay, because "when" and "where" ask different things.
const STOP_WORDS = new Set(
  `a o as os um uma de do da dos das no na nos nas em e ou que se me te lhe por pra para com ao aos eu voce voces ele ela
  eles elas meu minha seu sua isso esse essa este esta ja so ai la bem oi ola bom boa dia tarde noite favor obrigado
  obrigada gostaria queria saber el la los las un una del al y u lo le les su mi tu con hola buenas buenos dias
  tardes noches gracias quisiera quiero the an of to in on at and or is are am be i you we they it my your this that
  hi hello hey please thanks thank would like know do does did there`.split(/\s+/u),
)

/**
 * What a text is found by: plain words without accents, and their stems in its language, marked by a leading `0` so that
 * a stem meets only stems. Letters a–z and digits only, each once, in order of appearance. Made here and not in the database,
 * so that PGlite and Postgres find the same.
 */
export function extractTerms(text: string, language: LanguageTag): string[] {
  const terms = new Set<string>()
  const stem = language === 'und' ? null : STEMMERS[language]
  for (const accented of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const folded = foldAccents(accented)
    const plain = SPELLED_OUT.get(folded) ?? folded
    if (plain === '' || STOP_WORDS.has(plain)) continue
    terms.add(plain)
    // The stemmers know endings by their accents, so the accented form is stemmed and then folded.
    if (stem !== null && plain.length > 3)
      terms.add(`0${foldAccents(stem(plain === folded ? accented : plain))}`)
  }
  return [...terms]
}

/** Lower-case letters without accents; whatever is not a–z or a digit is dropped. */
function foldAccents(word: string): string {
  return word.normalize('NFKD').replace(/[^a-z0-9]/g, '')
}
