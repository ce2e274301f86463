import { expect, test } from 'vitest'
import { findCues } from './find-cues.ts'

const kinds = (text: string) => findCues(text).map((cue) => cue.kind)

test.each([
  ['wants_human', 'AGENTE'],
  ['wants_human', 'quero falar com um atendente'],
  ['wants_human', 'me transfere pra um atendnte pfv'],
  ['wants_human', 'Quiero hablar con una persona real'],
  ['wants_human', 'pásame con un asesor'],
  ['wants_human', 'can I talk to a human please'],
  ['wants_human', 'I need a real person'],
  ['danger', 'não aguento mais viver'],
  ['danger', 'quiero matarme'],
  ['danger', 'I want to kill myself'],
  ['danger', 'meu filho engoliu a pilha do controle'],
  ['legal_threat', 'Vou abrir reclamação no Procon'],
  ['legal_threat', 'los voy a demandar'],
  ['legal_threat', "you'll hear from my lawyer"],
  ['complaint', 'o vaso chegou quebrado'],
  ['complaint', 'el paquete llegó dañado'],
  ['complaint', 'the mug arrived broken'],
  ['order_reference', 'cadê meu pedido 48213?'],
  ['order_reference', 'mi pedido nro 48213 no llegó'],
  ['order_reference', 'order #48213 please'],
  ['order_reference', 'AA123456785BR'],
])('%s: %s', (kind, text) => {
  expect(kinds(text)).toContain(kind)
})

test.each([
  'vou morrer de rir kkkk',
  'me muero de risa',
  "I'm gonna die laughing",
  'Qual o horário de vocês?',
  'tem desconto para 2 pessoas?',
  'quantas pessoas cabem na mesa?',
  '¿cuántas personas entran?',
  'do you sell human hair wigs?',
  'agora não, obrigado',
  'a reserva é para 200 convidados?',
  'como faço um pedido?',
  'how do I place an order?',
])('no cue: %s', (text) => {
  expect(kinds(text)).toEqual([])
})

test('a cue points at its words in the text as given', () => {
  const text = 'Oi! Quero FALAR com uma PESSÓA, por favor'
  const [cue] = findCues(text)
  expect(cue).toMatchObject({ kind: 'wants_human', cue: 'FALAR com uma PESSÓA' })
  expect(text.slice(cue!.start, cue!.end)).toBe(cue!.cue)
})
