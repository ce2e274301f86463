import { beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { loadModels } from '../inference/load-models.ts'
import type { TextClassifier } from '../inference/text-classifier.ts'
import type { Classification } from './classification.ts'
import { classifyMessages } from './classify-message.ts'

let classifier: TextClassifier
beforeAll(async () => {
  classifier = (await loadModels(readConfig({}))).classifiers.embedded
})

async function classify(...texts: string[]): Promise<Classification[]> {
  const inputs = texts.map((text) => ({ text, surface: 'comment' as const, languageHint: null }))
  return classifyMessages({ models: { classifier } }, inputs)
}

const fires = (found: Classification, label: 'spam' | 'hate') =>
  found.scores[label] >= classifier.thresholds[label]

test.each([
  'Parabéns! Você foi sorteado e ganhou um prêmio de R$ 5.000, clique no link http://bit.ly/premio-x e pague a taxa',
  'Renda extra de R$ 300 por dia trabalhando pelo celular, chama no WhatsApp 11 98888-7777',
  'Ganhe r3nda 3xtra hoje mesmo, P I X na hora, chama no zap (11) 98888-7777',
  '¡Felicidades! Ganaste un premio de $5000, ingresa a http://bit.ly/premio y confirma tus datos bancarios',
  'Préstamos inmediatos sin requisitos, escríbeme al WhatsApp +52 55 1234 5678',
  'Congratulations! You won a free iPhone, click http://bit.ly/win-now to claim your prize today',
  'I made $5000 in one week trading bitcoin with @crypto_king, message him on Telegram now',
])('a scam is spam, with evidence: %s', async (text) => {
  const [found] = await classify(text)
  expect(fires(found!, 'spam')).toBe(true)
  expect(found!.evidence.some((span) => span.label === 'spam')).toBe(true)
})

test.each([
  'Péssimo atendimento, três semanas esperando essa merda de sofá, nunca mais compro aí',
  'que porcaria de loja, ninguém responde essa droga de chat!!!',
  'El servicio es una mierda, llevo un mes esperando mi pedido, devuélvanme la plata',
  'This is bullshit, my order is two weeks late and nobody fucking answers',
  'Minha vizinha é uma mulher negra e adora a loja de vocês',
  'Mi esposo es gay y queremos reservar una mesa para el domingo',
  'I am a Muslim woman, do you have halal options?',
  'Vocês têm rampa para cadeirante?',
  'Qual a chave pix de vocês pra eu pagar o boleto?',
  'Hola, ¿me pasan el link para pagar con tarjeta?',
  'Hi, my phone number is 555-0142, please call me about my booking',
])('an ordinary customer is neither spam nor hate: %s', async (text) => {
  const [found] = await classify(text)
  expect(fires(found!, 'spam')).toBe(false)
  expect(fires(found!, 'hate')).toBe(false)
})

test('evidence points at words of the text as given, at most five a label', async () => {
  const text =
    'PARABÉNS!!! Você G-A-N-H-O-U um prêmio, clique já em http://bit.ly/x e faça o P I X da taxa 🎁'
  const [found] = await classify(text)
  expect(found!.evidence.length).toBeGreaterThan(0)
  for (const { cue, start, end, weight } of found!.evidence) {
    expect(text.slice(start, end)).toBe(cue)
    expect(weight).toBeGreaterThan(0)
  }
  expect(found!.evidence.filter((span) => span.label === 'spam').length).toBeLessThanOrEqual(5)
})

test('no reply is owed for thanks, greetings, emoji, laughing or tags alone; one is for a question', async () => {
  const silent = ['obrigada!', 'gracias 🙏', '😍😍😍', '@ana.clara @joao', 'kkkkkkkk', 'bom dia']
  for (const [i, found] of (await classify(...silent)).entries())
    expect([silent[i], found.isReplyOwed]).toEqual([silent[i], false])
  const asking = [
    'obrigada! que horas abre amanhã?',
    '??',
    '¿tienen talla M?',
    'quero falar com um atendente',
    'meu pedido 4431 não chegou',
  ]
  for (const [i, found] of (await classify(...asking)).entries())
    expect([asking[i], found.isReplyOwed]).toEqual([asking[i], true])
})

test('the same text gives the same scores, alone or among others, in any order', async () => {
  const texts = ['oi, que horas abre?', 'ganhe dinheiro fácil, chama no zap', 'thanks!']
  const together = await classify(...texts)
  const reversed = (await classify(...[...texts].reverse())).reverse()
  const [alone] = await classify(texts[1]!)
  expect(reversed).toEqual(together)
  expect(alone).toEqual(together[1])
})

test('odd strings throw nothing and score between 0 and 1', async () => {
  const odd = [
    '\ud83d',
    'a\udc00',
    '\u202e\u202d',
    'ﷺ'.repeat(50),
    '🏳️‍🌈'.repeat(100),
    'e\u0301'.repeat(3000),
    '\n\n\t',
    '0',
    '"',
    '@',
    'עברית',
    'مرحبا',
    'x'.repeat(1_000_000),
    'a@'.repeat(5000),
    '1.1,1/'.repeat(2000),
  ]
  for (const found of await classify(...odd)) {
    for (const score of Object.values(found.scores)) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  }
})

test('a scam in the middle of a long text is still seen', async () => {
  const story = 'Ontem fui ao parque com a família e o cachorro correu atrás da bola a tarde toda. '
  const scam = 'Renda extra de R$ 300 por dia pelo celular, chama no WhatsApp 11 98888-7777 e receba no Pix. '
  const [found] = await classify(story.repeat(40) + scam + story.repeat(40))
  expect(fires(found!, 'spam')).toBe(true)
})
