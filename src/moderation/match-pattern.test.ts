import { describe, expect, test } from 'vitest'
import { foldPattern, matchesPattern, readWords } from './match-pattern.ts'

const matches = (pattern: string, text: string) => {
  const words = readWords(text)
  return matchesPattern(foldPattern(pattern)!, words, new Set(words))
}

describe('matchesPattern', () => {
  test.each([
    ['grátis', 'É GRÁTIS!'],
    ['seguidor*', 'compre seguidores'],
    ['*consignad*', 'pré-consignado'],
    ['clique no link', 'CLIQUE, no link!!'],
    ['gratis', 'gr4t1s'],
  ])('%s stands in “%s”', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true)
  })

  test.each([
    ['grátis', 'gratificação'],
    ['clique no link', 'no link clique'],
    ['seguidor*', 'perseguidor'],
  ])('%s does not stand in “%s”', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false)
  })

  test('the worst pattern over the worst text is over at once', () => {
    const startedAt = performance.now()
    expect(matches(`${'aa*'.repeat(60)}b`, 'a'.repeat(10_000))).toBe(false)
    matches(`${'ab*'.repeat(60)}c`, 'ab'.repeat(5000))
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

test.each(['*', 'a*', '!!', 'x y'])('%s could match nothing useful', (pattern) => {
  expect(foldPattern(pattern)).toBeNull()
})
