import { describe, expect, test } from 'vitest'
import { BELOW_SQUARE, measureGrowth } from '../../test/support/measure-growth.ts'
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

  test.each([
    [`${'aa*'.repeat(60)}b`, 'a'],
    [`${'ab*'.repeat(60)}c`, 'ab'],
  ])('the worst pattern takes as long as the length of the worst text asks: %.6s…', (pattern, unit) => {
    const folded = foldPattern(pattern)!
    const growth = measureGrowth(100_000, (length) => {
      const word = unit.repeat(length / unit.length)
      expect(matchesPattern(folded, [word], new Set())).toBe(false)
    })
    expect(growth).toBeLessThan(BELOW_SQUARE)
  })
})

test.each(['*', 'a*', '!!', 'x y'])('%s could match nothing useful', (pattern) => {
  expect(foldPattern(pattern)).toBeNull()
})
