const MARKS = /\p{M}/gu
const APOSTROPHES = /['’‘`´]/g
const NO_WORD = /[^\p{L}\p{N}]+/gu
const DRAWN_OUT = /(\p{L})\1{2,}/gu

/**
 * A text as it is compared with words that somebody listed: lower case, without accents, punctuation, emoji and drawn-out
 * letters; one space between words. “PARE!!! 🙏” is `pare`.
 */
export function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .replace(NO_WORD, ' ')
    .replace(DRAWN_OUT, '$1')
    .trim()
}

/** Around what is meant, in the three languages; longest first. */
const COURTESIES = [
  ...['por gentileza', 'por favor', 'porfavor', 'pfvr', 'pfv', 'pf', 'porfa', 'faz favor', 'favor'],
  ...['muito obrigado', 'muito obrigada', 'obrigado', 'obrigada', 'obg', 'valeu', 'vlw', 'grato', 'grata'],
  ...['bom dia', 'boa tarde', 'boa noite', 'oi', 'ola', 'tchau', 'abs', 'desculpa', 'desculpe'],
  ...[
    'muchas gracias',
    'gracias',
    'buenos dias',
    'buenas tardes',
    'buenas noches',
    'buenas',
    'hola',
    'adios',
  ],
  ...['thank you', 'thanks', 'thx', 'please', 'pls', 'plz', 'kindly', 'hi', 'hello', 'hey', 'sorry'],
] as const
const BEFORE = new RegExp(`^(?:${COURTESIES.join('|')}) `, 'u')
const AFTER = new RegExp(` (?:${COURTESIES.join('|')})$`, 'u')

/** The same without courtesies before and after: “Oi, RASTREIO por favor” is `rastreio`. */
export function plainRequest(text: string): string {
  let words = plainWords(text)
  for (let shorter = words; ; words = shorter) {
    shorter = words.replace(BEFORE, '').replace(AFTER, '')
    if (shorter === words) return words
  }
}

const ONLY = new RegExp(`^(?:(?:${COURTESIES.join('|')})(?: |$))*$`, 'u')

/** Whether nothing but courtesies is said. */
export function isCourtesy(text: string): boolean {
  return ONLY.test(plainWords(text))
}
