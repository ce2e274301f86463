import { describe, expect, test } from 'vitest'
import type { LanguageTag } from '../domain/language.ts'
import { extractTerms } from './extract-terms.ts'

/** Terms that a question and a passage share. */
function shared(language: LanguageTag, a: string, b: string): string[] {
  const other = new Set(extractTerms(b, language))
  return extractTerms(a, language).filter((term) => other.has(term))
}

describe('extractTerms', () => {
  test('gives plain words and, marked by 0, their stems: each once, in order of appearance', () => {
    expect(extractTerms('Returns? Return it: RETURNS!', 'en')).toEqual(['returns', '0return', 'return'])
  })

  test.each<[LanguageTag, string, string, string]>([
    ['pt', 'Vocês entregam aos domingos?', 'Entregamos no domingo', '0doming'],
    ['pt', 'devoluções', 'devolução', '0devolu'],
    ['es', '¿Hacen envíos?', 'el envío', '0envi'],
    ['en', 'Do you offer refunds?', 'refunded', '0refund'],
  ])('%s: “%s” meets “%s”', (language, a, b, term) => {
    expect(shared(language, a, b)).toContain(term)
  })

  test('accents do not matter, however they are encoded', () => {
    expect(extractTerms('HORÁRIO', 'und')).toEqual(['horario'])
    expect(extractTerms('hora\u0301rio', 'und')).toEqual(['horario'])
    expect(extractTerms('¿Mañana? ½ ﬁnal', 'und')).toEqual(['manana', '12', 'final'])
  })

  test.each([
    ['vcs abrem dom?', ['voces', 'abrem', 'domingo']],
    ['qto custa hj', ['quanto', 'custa', 'hoje']],
    ['xq no llega', ['porque', 'llega']],
    ['manda msg no zap', ['manda', 'mensagem', 'whatsapp']],
  ])('chat spellings are written out: %s', (text, words) => {
    const stopped = words.filter((word) => word !== 'voces')
    expect(extractTerms(text, 'und')).toEqual(stopped)
  })

  test('words that say nothing are left out, question words stay', () => {
    expect(extractTerms('Oi, bom dia! Quando e onde vocês abrem, por favor?', 'und')).toEqual([
      'quando',
      'onde',
      'abrem',
    ])
  })

  test('an unknown language has no stems, a short word has none either', () => {
    expect(extractTerms('entregas', 'und')).toEqual(['entregas'])
    expect(extractTerms('pix', 'pt')).toEqual(['pix'])
  })

  test('nothing but a–z, digits and the mark of a stem comes out, so that it fits into a query as it is', () => {
    const terms = extractTerms("a'b | !c & (d):* 'x' \\ <-> 日本 ração 15kg R$1.299,00 😀 ſtraße", 'pt')
    for (const term of terms) expect(term).toMatch(/^[a-z0-9]+$/)
    expect(terms).toContain('15kg')
  })

  test.each(['', '   ', '😀😀', '日本語', 'oi'])('“%s” has no terms', (text) => {
    expect(extractTerms(text, 'pt')).toEqual([])
  })
})
