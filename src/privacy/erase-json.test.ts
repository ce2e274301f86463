import { expect, test } from 'vitest'
import { ERASED, eraseJson } from './erase-json.ts'

const erase = (value: unknown) => eraseJson(value, () => ERASED)

test('words go wherever they stand, and ids, codes, instants and numbers stay', () => {
  const id = `msg_${'0'.repeat(31)}a`
  expect(
    erase({
      message_id: id,
      external_id: '+5511999998888',
      category: 'faq',
      reasons: ['no_answer'],
      decision: { handoff: { summary: '“cadê meu pedido”', queue: 'support' }, score: 0.5, fired: true },
      sent_at: '2026-01-01T10:00:00.000Z',
      nothing: null,
    }),
  ).toEqual({
    message_id: id,
    external_id: ERASED,
    category: 'faq',
    reasons: ['no_answer'],
    decision: { handoff: { summary: ERASED, queue: 'support' }, score: 0.5, fired: true },
    sent_at: '2026-01-01T10:00:00.000Z',
    nothing: null,
  })
})

test.each([
  [{ reasons: ['Ana me disse que sim'] }, { reasons: [ERASED] }],
  [{ kind: 'Rua das Flores' }, { kind: ERASED }],
  [{ a_field_of_tomorrow: 'faq' }, { a_field_of_tomorrow: ERASED }],
  [{ text: '2026-01-01T10:00:00Z' }, { text: ERASED }],
  [
    ['oi', { text: 'oi' }],
    [ERASED, { text: ERASED }],
  ],
])('what is not surely a code of Recado’s own goes: %j', (value, expected) => {
  expect(erase(value)).toEqual(expected)
})
