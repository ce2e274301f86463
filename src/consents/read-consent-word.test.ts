import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConsentWord } from './read-consent-word.ts'

const CASES = new URL('../../evals/opt-out/', import.meta.url)

interface Case {
  readonly lang: 'pt' | 'es' | 'en'
  readonly text: string
  /** `none` for what only looks like it. */
  readonly says: 'stop' | 'return' | 'grant' | 'none'
}

const cases = ['pt', 'es', 'en'].flatMap((lang) =>
  readFileSync(new URL(`${lang}.jsonl`, CASES), 'utf8')
    .trim()
    .split('\n')
    .map((line): Case => JSON.parse(line)),
)

describe('words about being written to', () => {
  test('of 300 messages, half of them traps, at least 99 of 100 are read right, and no trap opts anybody out', () => {
    expect(cases).toHaveLength(300)
    const wrong = cases.filter(({ text, says }) => (readConsentWord(text)?.kind ?? 'none') !== says)
    expect(wrong.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(3)
    expect(wrong.filter(({ says }) => says === 'none')).toEqual([])
  })

  test('a word counts as the whole message only, whatever surrounds it', () => {
    expect(readConsentWord('  ¡¡PARE!! por favor 🙏🙏 ')).toEqual({ kind: 'stop', language: 'pt' })
    expect(readConsentWord('S\u0301AIR')).toEqual({ kind: 'stop', language: 'pt' })
    expect(readConsentWord('ＳＴＯＰ')).toEqual({ kind: 'stop', language: 'en' })
    expect(readConsentWord('vou sair')).toBeNull()
    expect(readConsentWord('')).toBeNull()
    expect(readConsentWord(`sair${' por favor'.repeat(100)}`)).toBeNull()
  })
})
