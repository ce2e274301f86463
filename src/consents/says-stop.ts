import type { Language } from '../domain/language.ts'
import { STOP_WORDS, type WordClass } from './stop-words.ts'

/** A class is a letter, so that a row of them can be matched; glue is none. */
const LETTERS: Readonly<Record<WordClass, string>> = {
  glue: '',
  not: 'N',
  halt: 'H',
  end: 'E',
  leave: 'L',
  unsubscribe: 'U',
  remove: 'R',
  send: 's',
  sending: 'g',
  contact: 'c',
  message: 'm',
  news: 'n',
  more: '+',
  list: 'l',
  number: 'd',
  name: 'e',
  subscription: 'i',
  here: '.',
}

/** Ends of sentences: from you, to my number, here. */
const TO = '[de.]*'
const CLAUSES = [
  // SAIR; quero sair da lista
  `L(?:l+${TO})?`,
  // PARE; stop sending me these texts
  `H\\+*[sgc]?\\+*[mn]*\\+*(?:(?<=[cmn+])${TO})?`,
  // chega de promoções; cancelar o envio de mensagens; dejen de escribirme
  `E\\+*[sgci]?\\+*[mn]+\\+*${TO}`,
  'E[ci]\\+*',
  // unsubscribe me from this list
  `U[lmnide.]*`,
  // tirem meu número da lista; remove my number
  `R[de]*[cmn]*l+${TO}`,
  'Rd\\.?',
  // não quero mais receber mensagens; no me escriban más
  `N\\+*[sg]\\+*[mn]+\\+*${TO}`,
  'N\\+*s\\++',
  'N\\+*c[+mn]*',
  // I don't want messages; but “não quero promoção” may be about one offer
  `N\\+*m[mn]*\\+*${TO}`,
  `N(?:\\++n+|n+\\+)${TO}`,
]
/** “Don't stop” is a clause of no kind, so the whole is none. */
const STOP = new RegExp(`^(?:${CLAUSES.join('|')})+$`, 'u')

const lettersOf = (language: Language): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(STOP_WORDS[language].classes).flatMap(([name, words]) =>
      words.split(/\s+/u).map((word) => [word, LETTERS[name as WordClass]] as const),
    ),
  )
const READERS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  pt: lettersOf('pt'),
  es: lettersOf('es'),
  en: lettersOf('en'),
}

/**
 * Whether a whole message, as `plainRequest` writes it, asks not to be written to any more. Every word must be one of those
 * that such a sentence is made of, so that any other word (“sair da lista de espera”) makes it something else.
 */
export function saysStop(words: string, language: Language, isQuestion: boolean): boolean {
  const { phrases, request } = STOP_WORDS[language]
  const isRequest = request.test(words)
  if (isQuestion && !isRequest) return false
  let text = words.replace(request, '')
  for (const [phrase, word] of phrases) text = text.replace(phrase, word)
  const letters = text
    .trim()
    .split(/ +/u)
    .map((word) => READERS[language].get(word))
  if (letters.includes(undefined)) return false
  const row = letters.join('')
  // “Can you stop?” alone may be about anything.
  return STOP.test(row) && !(isRequest && /^[HL]+$/u.test(row))
}
