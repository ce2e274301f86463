import { describe, expect, test } from 'vitest'
import { parseEntries } from './parse-entries.ts'

const row = (over: Record<string, unknown> = {}) => ({
  external_id: 'horario',
  question: 'Qual o horário de funcionamento da loja?',
  answer: 'Abrimos de segunda a sábado, das 9h às 19h.',
  ...over,
})

describe('parseEntries', () => {
  test('a row of only what is required gets the rest', () => {
    expect(parseEntries([row()])).toEqual({
      entries: [
        {
          index: 0,
          externalId: 'horario',
          question: 'Qual o horário de funcionamento da loja?',
          answer: 'Abrimos de segunda a sábado, das 9h às 19h.',
          variants: [],
          language: 'pt',
          tags: [],
          validFrom: null,
          validUntil: null,
          reviewAt: null,
          collection: 'general',
          priority: 0,
        },
      ],
      errors: [],
    })
  })

  test('blanks around texts go, and a variant that is then the same counts once', () => {
    const given = row({
      question: ' Abrem? ',
      answer: '\nSim.\n',
      variants: ['aberto', ' aberto '],
      language: 'pt',
    })
    expect(parseEntries([given]).entries[0]).toMatchObject({
      question: 'Abrem?',
      answer: 'Sim.',
      variants: ['aberto'],
    })
  })

  test('dates keep their moment', () => {
    const given = row({ valid_from: '2026-01-01T00:00:00-03:00', valid_until: '2026-02-01T00:00:00Z' })
    expect(parseEntries([given]).entries[0]).toMatchObject({
      validFrom: new Date('2026-01-01T03:00:00Z'),
      validUntil: new Date('2026-02-01T00:00:00Z'),
    })
  })

  test.each([
    ['pt', '¿Cuál es el horario?', 'pt'],
    ['pt-BR', 'q', 'pt'],
    ['ES-mx', 'q', 'es'],
    [undefined, '¿Hacen envíos a todo el país?', 'es'],
    [undefined, 'How long do I have to return an item?', 'en'],
  ])('language %s with “%s” is %s', (language, question, tag) => {
    const given = row({ external_id: 'x', question, answer: question, language })
    expect(parseEntries([given]).entries[0]?.language).toBe(tag)
  })

  test.each([
    ['a language that Recado does not speak', { language: 'fr' }, '/language'],
    ['no language to be told', { question: '123', answer: '456' }, '/language'],
    ['an empty answer', { answer: '' }, '/answer'],
    ['a question that is too long', { question: 'x'.repeat(1001) }, '/question'],
    ['a variant that is no text', { variants: ['ok', 7] }, '/variants/1'],
    ['no id', { external_id: undefined }, '/external_id'],
    [
      'an end before its beginning',
      { valid_from: '2026-02-01T00:00:00Z', valid_until: '2026-01-01T00:00:00Z' },
      '/valid_until',
    ],
    ['a date that is none', { valid_from: 'soon' }, '/valid_from'],
    ['an instant before the year 1', { valid_from: '0000-12-31T23:59:59Z' }, '/valid_from'],
    ['an instant after the year 9999', { review_at: '9999-12-31T23:59:59-03:00' }, '/review_at'],
  ])('%s is named by its pointer', (_name, over, pointer) => {
    const { entries, errors } = parseEntries([row({ external_id: 'good' }), row(over)])
    expect(entries.map((entry) => entry.externalId)).toEqual(['good'])
    expect(errors.map((error) => ({ index: error.index, pointer: error.pointer }))).toEqual([
      { index: 1, pointer: `/entries/1${pointer}` },
    ])
  })

  test('each fault of a row is named, with its id', () => {
    const { errors } = parseEntries([row({ question: '', answer: 3 })])
    expect(errors).toHaveLength(2)
    expect(errors.every((error) => error.external_id === 'horario')).toBe(true)
  })

  test('the second row of an id is a fault, and the first one stands', () => {
    const { entries, errors } = parseEntries([row(), row({ answer: 'Nunca.' }), row({ external_id: 'b' })])
    expect(entries.map((entry) => entry.index)).toEqual([0, 2])
    expect(errors).toEqual([
      { index: 1, external_id: 'horario', pointer: '/entries/1/external_id', detail: expect.any(String) },
    ])
  })

  test.each([[null], ['text'], [7], [[]]])('a row that is no object (%j) stops no other', (bad) => {
    const { entries, errors } = parseEntries([bad, row()])
    expect(entries).toHaveLength(1)
    expect(errors[0]).toMatchObject({ index: 0, external_id: null })
  })

  test('U+0000 and lone surrogates become U+FFFD before they meet a database', () => {
    const given = row({ external_id: 'a\u0000b', answer: 'Abrimos às 9h\ud83d' })
    expect(parseEntries([given]).entries[0]).toMatchObject({
      externalId: 'a\uFFFDb',
      answer: 'Abrimos às 9h\uFFFD',
    })
  })
})
