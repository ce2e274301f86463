import { pick, type Random } from '../src/evals/make-random.ts'
import type { GroupText } from './retrieval-data.ts'

const BEFORE = {
  pt: [
    'oi',
    'oi boa tarde',
    'bom dia tudo bem',
    'olá gente',
    'moça',
    'então',
    'opa',
    'só uma dúvida',
    'me tira uma dúvida',
    'aqui é a Fernanda',
    'oi, sou o Thiago',
    'me chamo Jussara e',
  ],
  es: [
    'hola',
    'buenas tardes',
    'buen día',
    'hola qué tal',
    'disculpa',
    'una consulta',
    'oye',
    'una pregunta',
    'soy Lorena',
    'hola, les habla Ramiro',
    'me llamo Itzel y',
  ],
  en: [
    'hi',
    'hello',
    'hey there',
    'good morning',
    'quick question',
    'sorry to bother you',
    'just wondering',
    'this is Priya',
    'hi, Callum here',
    'my name is Denise and',
  ],
} as const
const AFTER = {
  pt: ['obrigada', 'por favor', 'vlw', 'me avisa', 'aguardo', 'desde já agradeço'],
  es: ['gracias', 'por favor', 'quedo atento', 'mil gracias', 'saludos'],
  en: ['thanks', 'please', 'cheers', 'thank you', 'let me know'],
} as const

/** The same text as another customer might type it: with a greeting or their name around it, or with slips of the fingers. */
export function addNoise({ text, language }: GroupText, random: Random): string {
  let noisy = text
  if (random() < 0.15) noisy = `${pick(BEFORE[language], random)} ${noisy}`
  if (random() < 0.1) noisy = `${noisy} ${pick(AFTER[language], random)}`
  if (random() < 0.4) noisy = slip(noisy, random)
  if (random() < 0.15) noisy = slip(noisy, random)
  return noisy
}

/** One letter dropped, doubled, swapped with its neighbour, or a vowel left out of a longer word. */
function slip(text: string, random: Random): string {
  const at = Math.floor(random() * text.length)
  const kind = random()
  if (kind < 0.35) return text.slice(0, at) + text.slice(at + 1)
  if (kind < 0.5) return text.slice(0, at + 1) + text.slice(at)
  if (kind < 0.8) return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
  return text.slice(0, at) + text.slice(at).replace(/(?<=\p{L})[aeiou](?=\p{L})/u, '')
}
