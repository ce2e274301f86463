import { expect, test } from 'vitest'
import { detectLanguage } from './detect-language.ts'

test.each([
  ['pt', 'Bom dia! Vocês entregam no domingo?'],
  ['pt', 'qto custa o frete'],
  ['pt', 'e em feriado?'],
  ['pt', 'vcs abrem sab?'],
  ['es', '¿Hacen envíos los domingos?'],
  ['es', 'a q hora cierran'],
  ['es', 'cuanto cuesta el envio'],
  ['en', 'Do you deliver on Sundays?'],
  ['en', 'how much is shipping'],
  ['en', 'thx'],
])('%s: %s', (tag, text) => {
  expect(detectLanguage(text, null).tag).toBe(tag)
})

test.each([
  ['emoji alone', '😀😀❤️'],
  ['numbers alone', '12 345'],
  ['another script', 'Привет, вы работаете?'],
  ['French', 'Bonjour, est-ce que vous livrez le dimanche ?'],
  ['German', 'Guten Tag, wann haben Sie geöffnet?'],
  ['Italian', 'Ciao, siete aperti domenica?'],
  ['nothing', ''],
])('%s has no language', (_, text) => {
  expect(detectLanguage(text, null).tag).toBe('und')
})

test('a hint decides where the text says nothing, and only there', () => {
  expect(detectLanguage('pix', 'pt-BR').tag).toBe('pt')
  expect(detectLanguage('where is my order please', 'pt-BR').tag).toBe('en')
  expect(detectLanguage('😀', 'pt-BR').tag).toBe('und')
})

test('a clear sentence is surer than a single word', () => {
  const sentence = detectLanguage('Queria saber se vocês entregam no meu bairro hoje à noite', null)
  expect(sentence.score).toBeGreaterThan(0.95)
  expect(detectLanguage('oi', null).score).toBeLessThan(sentence.score)
})
