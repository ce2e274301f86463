import { expect, test } from 'vitest'
import { binomialTail, holm, upperBound } from './measure-rates.ts'

test('no hit in 220 rows bounds the rate at 1.7%, ten hits at 8.2%', () => {
  expect(upperBound(0, 220)).toBeCloseTo(0.0172, 3)
  expect(upperBound(10, 220)).toBeCloseTo(0.0816, 3)
})

test('the binomial tail agrees with counting', () => {
  expect(binomialTail(2, 3, 0.5)).toBeCloseTo(0.5, 10)
  expect(binomialTail(0, 10, 0.3)).toBe(1)
})

test('only a rate far above the mean stands out', () => {
  const far = { fired: 30, of: 220 }
  const rates = [far, ...Array.from({ length: 9 }, () => ({ fired: 5, of: 220 }))]
  expect(holm(rates)).toEqual([far])
  expect(holm(rates.slice(1))).toEqual([])
})
