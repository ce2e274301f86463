import { expect, test } from 'vitest'
import { suggestLabels } from './suggest-labels.ts'

const suggested = (text: string, over = {}) =>
  suggestLabels({ texts: [text], isVip: false, handoffLabels: [], ...over })

test.each([
  ['Oi, quanto custa a ração grande?', ['vendas']],
  ['quero meu reembolso, é urgente', ['reembolso', 'urgente']],
  ['Ainda estou esperando a entrega', ['entrega', 'follow-up']],
  ['¿Cuánto cuesta el envío?', ['vendas', 'entrega']],
  ['I was charged twice, I want a refund', ['reembolso', 'pagamento']],
  ['quero encomendar dois, me manda o link de pagamento', ['lead', 'pagamento']],
  ['Quisiera reservar una torta', ['lead']],
  ["I'd like to buy the blue one", ['lead']],
  // A question about buying is none yet.
  ['Posso trocar o que comprei?', ['troca']],
  ['e aí?', ['follow-up']],
  ['Bom dia, tudo bem?', []],
  // Part of another word is no topic.
  ['Vi as trocadilhos no perfil', []],
])('%s → %j', (text, labels) => {
  expect(suggested(text)).toEqual(labels)
})

test('a VIP is named first, and what the hand-off names comes along once', () => {
  expect(suggested('é urgente', { isVip: true, handoffLabels: ['urgente', 'atendente'] })).toEqual([
    'VIP',
    'urgente',
    'atendente',
  ])
})
