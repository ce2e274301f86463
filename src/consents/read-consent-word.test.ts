import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConsentWord } from './read-consent-word.ts'

const CASES = new URL('../../evals/opt-out/', import.meta.url)

interface Case {
  readonly lang: 'pt' | 'es' | 'en'
  readonly text: string
  /** `none` for what only looks like it. */
  readonly says: 'stop' | 'return' | 'grant' | 'none'
}

const read = (name: string) =>
  readFileSync(new URL(`${name}.jsonl`, CASES), 'utf8')
    .trim()
    .split('\n')
    .map((line): Case => JSON.parse(line))
const cases = ['pt', 'es', 'en'].flatMap(read)
const wrongOf = (all: readonly Case[]) =>
  all.filter(({ text, says }) => (readConsentWord(text)?.kind ?? 'none') !== says)

describe('words about being written to', () => {
  test('of 300 messages, half of them traps, at least 99 of 100 are read right, and no trap opts anybody out', () => {
    expect(cases).toHaveLength(300)
    const wrong = wrongOf(cases)
    expect(wrong.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(3)
    expect(wrong.filter(({ says }) => says === 'none')).toEqual([])
  })

  test.each(['sentences', 'held-out'])('whole sentences and their traps are read right: %s', (name) => {
    const all = read(name)
    const wrong = wrongOf(all)
    expect(wrong.length / all.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(0.05)
    expect(wrong.filter(({ says }) => says === 'none')).toEqual([])
  })

  test.each([
    'não pare',
    'no paren de mandarme ofertas',
    "please don't stop sending me offers",
    'não quero sair da lista',
    "I don't want to unsubscribe",
    'quero deixar uma mensagem',
    'quiero dejar un mensaje',
    'cancelar o envio',
    'cancelar el envío',
    'quero cancelar minha assinatura',
    'não quero promoção',
    'can you stop',
    'end of the',
    'delete my to do list',
    '¿SALIR?',
  ])('made of such words, but says something else: %s', (text) => {
    expect(readConsentWord(text)).toBeNull()
  })

  test('a word counts as the whole message only, whatever surrounds it', () => {
    expect(readConsentWord('  ¡¡PARE!! por favor 🙏🙏 ')).toEqual({ kind: 'stop', language: 'pt' })
    expect(readConsentWord('S\u0301AIR')).toEqual({ kind: 'stop', language: 'pt' })
    expect(readConsentWord('ＳＴＯＰ')).toEqual({ kind: 'stop', language: 'en' })
    expect(readConsentWord('vou sair')).toBeNull()
    expect(readConsentWord('')).toBeNull()
    expect(readConsentWord(`sair${' por favor'.repeat(100)}`)).toBeNull()
  })
})
