import { describe, expect, test } from 'vitest'
import { resolveFollowUp } from './resolve-follow-up.ts'

describe('a follow-up reads with the question before it', () => {
  test.each([
    ['Qual o horário de sábado?', 'e em feriado?'],
    ['Qual o preço do banho?', 'Só para gatos?'],
    ['Vocês entregam em Niterói?', 'e no Rio?'],
    ['¿Cuál es el horario?', '¿y los domingos?'],
    ['¿Hacen envíos a Mendoza?', 'también a San Juan?'],
    ['Do you ship to Canada?', 'and to Mexico?'],
    ['How much is the small bag?', 'what about the large one?'],
    ['Quanto custa a tosa?', 'poodle grande?'],
  ])('%s · %s', (before, text) => {
    expect(resolveFollowUp(text, [before])).toBe(`${before} ${text}`)
  })

  test('the newest of the earlier messages counts, and blanks around either are dropped', () => {
    expect(resolveFollowUp(' e domingo? ', ['Tem estacionamento?', ' Abrem sábado?\n'])).toBe(
      'Abrem sábado? e domingo?',
    )
  })

  test('seven words may lean on what came before, eight stand for themselves', () => {
    const seven = 'e se for depois das seis horas'
    expect(resolveFollowUp(seven, ['Abrem sábado?'])).toBe(`Abrem sábado? ${seven}`)
    expect(resolveFollowUp(`${seven} hoje`, ['Abrem sábado?'])).toBeNull()
  })

  test('without such an opening, three words may lean and four may not', () => {
    expect(resolveFollowUp('no mesmo dia?', ['Vocês entregam?'])).not.toBeNull()
    expect(resolveFollowUp('entregam no mesmo dia?', ['Vocês entregam?'])).toBeNull()
  })
})

describe('a text stands for itself', () => {
  test.each<[string, string, string[]]>([
    ['at the start of a thread', 'e em feriado?', []],
    ['after a message without words', 'e em feriado?', ['  ']],
    ['where it is a whole question', 'Qual é o endereço da loja?', ['Qual o horário?']],
    ['in Spanish', '¿Dónde queda el local exactamente?', ['¿Cuál es el horario?']],
    ['in English', 'Where can I park my car?', ['When do you open?']],
    ['where its first word only looks like an opening', 'Empresa de vocês emite nota fiscal?', ['Oi']],
  ])('%s', (_name, text, before) => {
    expect(resolveFollowUp(text, before)).toBeNull()
  })
})

test.each([
  ['spaces', ' '.repeat(10_000), 'Qual o horário? '],
  ['opening marks', `${'¿'.repeat(9_999)}x`, `Qual o horário? ${'¿'.repeat(9_999)}x`],
  ['spaces inside', `e${' '.repeat(9_998)}x`, `Qual o horário? e${' '.repeat(9_998)}x`],
  ['words', 'e '.repeat(5_000), null],
])('10,000 characters of %s give their result', (_name, text, resolved) => {
  expect(resolveFollowUp(text, ['Qual o horário?'])).toBe(resolved)
})
