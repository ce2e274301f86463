import { expect, test } from 'vitest'
import { type NoteFacts, type Said, writeNote } from './write-note.ts'

const customer = (text: string): Said => ({ from: 'customer', text, at: new Date(0) })
const shop = (text: string): Said => ({ from: 'shop', text, at: new Date(0) })
const note = (over: Partial<NoteFacts>) =>
  writeNote({
    language: 'pt',
    status: 'assigned',
    isWaiting: true,
    episode: 1,
    labels: [],
    said: [],
    held: [],
    reasons: [],
    ...over,
  })

test('names the order and what everybody waits for', () => {
  const written = note({ said: [customer('Oi, cadê a fatura do pedido 123?')] })
  expect(written.subject).toBe('pedido #123 — aguardando fatura')
  expect(written.missing).toEqual(['responder “Oi, cadê a fatura do pedido 123?”'])
})

test('what the shop asked for is missing until the customer answers', () => {
  const asked = [customer('Meu pedido #88-1 veio errado'), shop('Pode me enviar uma foto do produto?')]
  const before = note({ isWaiting: false, said: asked })
  expect(before.subject).toBe('pedido #88-1 — aguardando foto')
  expect(before.missing).toEqual(['o cliente enviar foto'])
  const after = note({ said: [...asked, customer('segue')] })
  expect(after.subject).toBe('pedido #88-1 — aguardando nossa resposta')
  expect(after.missing).toEqual(['responder “segue”'])
})

test('quotes what was promised, and no answer as a promise', () => {
  const said = [
    customer('E o meu reembolso?'),
    shop('Oi! O prazo é de 7 dias. Vou verificar com o financeiro e te aviso amanhã.'),
  ]
  expect(note({ said }).promised).toEqual(['“Vou verificar com o financeiro e te aviso amanhã.”'])
})

test('says what was tried: answers, notices and drafts that did not go out', () => {
  const written = note({
    said: [customer('oi'), { ...shop('Sua mensagem está na fila'), isNotice: true }],
    held: [{ ...shop('Custa R$ 10'), state: 'rejected', reason: 'preço velho' }],
  })
  expect(written.tried).toEqual([
    'avisamos que uma pessoa ainda vai responder',
    'rascunho recusado: “Custa R$ 10” (preço velho)',
  ])
  expect(written.missing).toEqual(['responder “oi”'])
  const held = [{ ...shop('Custa R$ 10'), state: 'rejected', reason: 'outdated' }] as const
  expect(note({ held }).tried).toEqual(['rascunho recusado: “Custa R$ 10” (a informação está velha)'])
})

test.each([
  ['es', '¿Dónde está la factura de mi pedido 55?', 'pedido #55 — a la espera de factura'],
  ['en', 'Where is the invoice for order 55?', 'order #55 — waiting for invoice'],
] as const)('is written in the thread’s language: %s', (language, text, subject) => {
  const written = note({ language, said: [customer(text)] })
  expect(written.subject).toBe(subject)
  expect(written.text.split('\n')).toHaveLength(5)
})

test('an episode in which nothing was said still has its note', () => {
  expect(note({ isWaiting: false }).text).toBe(
    'aguardando o cliente\nO que sabemos: nada ainda\nO que já foi feito: nada ainda\nO que prometemos: nada ainda\nO que falta: nada ainda',
  )
})

test('what brought a person in is said in words', () => {
  expect(note({ reasons: ['wants_human', 'below_auto_threshold'] }).missing).toEqual([
    'o cliente pediu uma pessoa',
  ])
})
