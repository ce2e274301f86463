import { describe, expect, test } from 'vitest'
import { MOST_QUESTIONS, splitQuestions } from './split-questions.ts'

describe('one question stays one', () => {
  test.each([
    'Qual o valor do banho para cachorro grande?',
    '¿Cuánto cuesta el envío a Rosario?',
    'Do you open on Sundays',
    'Aceitam pix e cartão?',
    'Como e quando vocês entregam?',
    'Quais os horários de sábado e domingo?',
    'Meu pedido não chegou. Quero o dinheiro de volta',
  ])('%s', (text) => {
    expect(splitQuestions(text)).toEqual([text])
  })

  test('what surrounds a question stays with it, because it may say what the question is about', () => {
    const text = 'Qual o valor da tosa? Minha cachorra é uma poodle.'
    expect(splitQuestions(`  ${text}\n`)).toEqual([text])
  })

  test.each([
    ['Oi, tudo bem? Qual o horário?', 'Qual o horário?'],
    ['Boa tarde! Podem me ajudar? Vocês têm ração sem grãos?', 'Vocês têm ração sem grãos?'],
    ['Hola, ¿qué tal? ¿Tienen local en el centro?', '¿Tienen local en el centro?'],
    ['Hi! Can I ask a question? Do you ship abroad?', 'Do you ship abroad?'],
  ])('a greeting is no question: %s', (text, question) => {
    expect(splitQuestions(text)).toEqual([question])
  })

  test.each(['Que horas abrem??', 'Que horas abrem???!', 'Que horas abrem? ?', 'Que horas abrem?!?'])(
    'marks that are repeated ask nothing more: %s',
    (text) => {
      expect(splitQuestions(text)).toEqual(['Que horas abrem?'])
    },
  )

  test.each(['', '   ', '???', '🐾🐾', 'Oi?'])('what asks nothing is itself: “%s”', (text) => {
    expect(splitQuestions(text)).toEqual([text.trim()])
  })
})

describe('several questions are parted, in order', () => {
  test.each([
    [
      'Vocês entregam em Santos? Quanto custa o frete?',
      ['Vocês entregam em Santos?', 'Quanto custa o frete?'],
    ],
    ['Que horas abrem??  E aceitam pix??', ['Que horas abrem?', 'E aceitam pix?']],
    ['Qual o endereço de vocês?\nTem estacionamento?', ['Qual o endereço de vocês?', 'Tem estacionamento?']],
    ['qual o horário e vocês entregam em casa', ['qual o horário', 'vocês entregam em casa']],
    ['cuánto sale el baño y dónde están ubicados', ['cuánto sale el baño', 'dónde están ubicados']],
    ['Can I return it   and   how long does it take?', ['Can I return it', 'how long does it take?']],
    ['Hola, ¿hacen envíos? ¿Cuánto tardan?', ['Hola, ¿hacen envíos?', '¿Cuánto tardan?']],
    ['Tem areia para gato? Tem ração? 🐱?', ['Tem areia para gato?', 'Tem ração?', '🐱?']],
  ])('%s', (text, questions) => {
    expect(splitQuestions(text)).toEqual(questions)
  })

  test('more than are ever looked up are all there to be counted', () => {
    expect(splitQuestions('Tem ração? '.repeat(MOST_QUESTIONS + 2))).toHaveLength(MOST_QUESTIONS + 2)
  })
})

describe('10,000 characters made to be slow', () => {
  const LONGEST = 10_000
  test.each<[string, string, number]>([
    ['spaces before a word', `${' '.repeat(LONGEST - 1)}x`, 1],
    ['spaces before a question', `${' '.repeat(LONGEST - 6)}qual x`, 1],
    ['spaces inside a question', `qual${' '.repeat(LONGEST - 5)}x`, 1],
    ['lines', '\n'.repeat(LONGEST), 1],
    ['question marks', '?'.repeat(LONGEST), 1],
    ['opening marks', `${'¿'.repeat(LONGEST - 1)}x`, 1],
    ['commas after a greeting', `oi${','.repeat(LONGEST - 4)}x?`, 1],
    ['greetings', `${'oi '.repeat(3333)}x`, 1],
    ['half greetings', `${'buenos dias '.repeat(833)}x?`, 1],
    ['joins without a question behind', `qual${' e'.repeat(4990)}`, 1],
    ['joins with half a question behind', `${'qual e '.repeat(1428)}?`, 1],
    ['questions', 'Tem ração? '.repeat(909), 909],
  ])('%s give their result', (_name, text, count) => {
    expect(splitQuestions(text)).toHaveLength(count)
  })

  // Work over each pair of characters would take minutes here, and so run into the test's time limit.
  test.each([' ', '\n', '¿ ', ', ', '? '])('twenty times as much of “%s” is linear work', (part) => {
    const text = `qual${part.repeat(200_000 / part.length)}x`
    expect(splitQuestions(text).at(-1)!.at(-1)).toBe('x')
  })
})
