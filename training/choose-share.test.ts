import { expect, test } from 'vitest'
import { chooseShare } from './choose-share.ts'

const truth = Array.from({ length: 20 }, (_, i) => (i < 10 ? 1 : 0))
/** The second reader is right, and says it so softly that the first must be silent. */
const mix = (share: number) => truth.map((each, i) => (1 - share) * ((i * 7) % 5) + share * each)

test('weighs the second reader by what it adds within the sets', () => {
  expect(
    chooseShare(
      mix,
      truth,
      truth.map(() => 'one'),
    ),
  ).toBe(1)
})

test('judges by all rows where the hits stand in a set of their own', () => {
  expect(chooseShare(mix, truth, truth.map(String))).toBe(1)
})

test('leaves the second reader out where there is nothing to judge by', () => {
  expect(
    chooseShare(
      mix,
      truth.map(() => 0),
      truth.map(() => 'one'),
    ),
  ).toBe(0)
})
