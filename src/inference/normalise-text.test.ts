import { expect, test } from 'vitest'
import { normaliseText } from './normalise-text.ts'

const plain = (text: string) => normaliseText(text).text

test.each([
  ['accents are folded', 'Promoção não é Español', 'promocao nao e espanol'],
  ['spaced letters are joined', 'ganhe P I X hoje', 'ganhe pix hoje'],
  ['dotted letters are joined', 'p.i.x já', 'pix ja'],
  ['letters apart by dashes are joined', 'g-r-á-t-i-s', 'gratis'],
  ['digits inside words are read as letters', 'gr4t1s pr3mio m4c4c0', 'gratis premio macaco'],
  ['signs inside words are read as letters', 'a$$hole g!rls $exo', 'asshole girls sexo'],
  ['a star inside a word is dropped', 'mac*aco', 'macaco'],
  ['Cyrillic letters drawn like Latin ones are Latin', 'раураl grátis', 'paypal gratis'],
  ['full-width letters are plain', 'ｆｒｅｅ ｐｉｘ', 'free pix'],
  ['mathematical letters are plain', '𝓫𝓸𝓵𝓭 𝐩𝐢𝐱', 'bold pix'],
  ['squared letters are plain', 'tr🅰️sh', 'trash'],
  ['invisible characters are dropped', 'ma\u200bca\u00adco', 'macaco'],
  ['letters said long are said once', 'loooove', 'love'],
  ['laughing keeps three letters', 'kkkkkkkkk', 'kkk'],
])('%s', (_, text, expected) => {
  expect(plain(text)).toBe(expected)
})

test.each([
  ['prices and amounts', 'r$50 por 2x de 25,00'],
  ['times', 'abre 18h30 ou 8h?'],
  ['models and codes', 'iphone13 a4 b2b h2o'],
  ['numbers with the same digit thrice', 'pedido 1000'],
  ['mentions with underscores and digits', '@joao_s1lva'],
  ['links', 'https://loja.com/a_b?x=1'],
  ['short words in a row', 'a e o u'],
  ['other alphabets', 'привет как дела'],
])('%s stay as they are', (_, text) => {
  expect(plain(text)).toBe(text)
})

test('emoji are kept', () => {
  expect(plain('oi 😀👍🏽')).toBe('oi 😀👍🏽')
})

test('every unit leads back to the characters it came from', () => {
  const original = 'Já viu? G R Á T I S no m4c4c0 ❤️ loooonge'
  const { text, starts, ends } = normaliseText(original)
  const source = (word: string) => {
    const at = text.indexOf(word)
    return original.slice(starts[at]!, ends[at + word.length - 1]!)
  }
  expect(source('ja')).toBe('Já')
  expect(source('gratis')).toBe('G R Á T I S')
  expect(source('macaco')).toBe('m4c4c0')
  expect(source('longe')).toBe('loooonge')
  expect(starts).toHaveLength(text.length)
  expect(ends).toHaveLength(text.length)
})

test('offsets rise and stay within the text, whatever the text', () => {
  for (const original of [
    '\ud83d',
    'a\udc00b',
    '',
    'ﷺﷺ',
    '🏳️‍🌈'.repeat(20),
    'é'.repeat(50),
    '\u202eevil\u202c',
  ]) {
    const { text, starts, ends } = normaliseText(original)
    for (let i = 0; i < text.length; i += 1) {
      expect(ends[i]!).toBeGreaterThan(starts[i]!)
      expect(ends[i]!).toBeLessThanOrEqual(original.length)
      if (i > 0) expect(starts[i]!).toBeGreaterThanOrEqual(starts[i - 1]!)
    }
  }
})
