import { expect, test } from 'vitest'
import { chooseThreshold } from './choose-threshold.ts'

const rule = { beta: 1, mostFalsePositives: 1 }

test('takes the middle of the thresholds that are as good', () => {
  const scores = [0.9, 0.8, 0.3, 0.2]
  expect(chooseThreshold(scores, [1, 1, 0, 0], [false, false, false, false], rule)).toBeCloseTo(0.55, 1)
})

test('stays above the ordinary rows that may not fire', () => {
  const scores = [0.9, 0.8, 0.7, 0.6, 0.1]
  const isOrdinary = [false, true, false, false, true]
  const at = chooseThreshold(scores, [1, 0, 1, 1, 0], isOrdinary, { beta: 1, mostFalsePositives: 0 })
  expect(at).toBeGreaterThan(0.8)
})
