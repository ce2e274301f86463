import { expect, test } from 'vitest'
import { readUnitFeatures, scoreText } from '../src/inference/embedded/score-text.ts'
import { learnAnswerability } from './learn-answerability.ts'
import type { ShopFile } from './measure-shop.ts'

const message = (text: string, expected: string | null) => ({
  text,
  lang: 'pt' as const,
  category: expected === null ? ('needs_human' as const) : ('faq' as const),
  expected,
})

test('a matter of one’s own sounds less like what a knowledge base answers than a question about the same thing', () => {
  const things = ['mesa', 'cadeira', 'estante', 'cama', 'poltrona', 'luminária']
  const shop: ShopFile = {
    business: 'Casa',
    entries: [],
    messages: things.flatMap((thing) => [
      message(`quanto custa a ${thing}?`, 'preco'),
      message(`minha ${thing} ainda não chegou`, null),
    ]),
  }
  const numbers = learnAnswerability([], [shop])
  const score = (text: string) => scoreText(numbers, readUnitFeatures(text))
  expect(score('quanto custa o espelho?')).toBeGreaterThan(0)
  expect(score('meu espelho ainda não chegou')).toBeLessThan(0)
})

test('learns what is a matter of one’s own from the intents too, and nothing from spam', () => {
  const none = { pt: [], es: [], en: [] }
  const specific = { ...none, pt: ['cadê meu pedido', 'meu pedido atrasou', 'onde está meu pedido'] }
  const intent = { id: 'prazo', question: { pt: '', es: '', en: '' }, answers: none, asks: none }
  const shop: ShopFile = {
    business: 'Casa',
    entries: [],
    messages: [
      message('qual é o prazo?', 'prazo'),
      message('em quantos dias chega?', 'prazo'),
      { ...message('ganhe seguidores agora', null), category: 'spam' as const },
    ],
  }
  const numbers = learnAnswerability([{ ...intent, specific, unanswered: none }], [shop])
  const score = (text: string) => scoreText(numbers, readUnitFeatures(text))
  expect(score('e o meu pedido?')).toBeLessThan(score('e o prazo?'))
  expect(score('ganhe seguidores agora')).toBeGreaterThan(score('meu pedido'))
})
