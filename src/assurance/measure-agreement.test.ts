import { expect, test } from 'vitest'
import { measureAgreement } from './measure-agreement.ts'

const pairs = (...counts: [string, string, number][]): [string, string][] =>
  counts.flatMap(([one, other, n]) => Array.from({ length: n }, (): [string, string] => [one, other]))

test('is the published example: 35 of 50 agreed, kappa 0.4', () => {
  const found = measureAgreement(pairs(['y', 'y', 20], ['y', 'n', 5], ['n', 'y', 10], ['n', 'n', 15]))
  expect(found).toMatchObject({ cases: 50, agreed: 35, observed: 0.7 })
  expect(found.kappa).toBeCloseTo(0.4, 12)
})

test('is 1 where all agree on several answers, and 0 where one rater always says the same', () => {
  expect(measureAgreement(pairs(['a', 'a', 3], ['b', 'b', 2])).kappa).toBe(1)
  expect(measureAgreement(pairs(['a', 'a', 3], ['a', 'b', 2])).kappa).toBeCloseTo(0, 12)
})

test('says nothing without a case, and nothing beyond chance where there is only one answer', () => {
  expect(measureAgreement([])).toEqual({ cases: 0, agreed: 0, observed: null, kappa: null })
  expect(measureAgreement(pairs(['a', 'a', 4]))).toMatchObject({ observed: 1, kappa: null })
})
