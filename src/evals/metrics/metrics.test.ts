import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaUnderRiskCoverage } from './area-under-risk-coverage.ts'
import { auc } from './auc.ts'
import { brierScore } from './brier-score.ts'
import { expectedCalibrationError } from './expected-calibration-error.ts'
import { falsePositivesAtRecall } from './false-positives-at-recall.ts'
import { macroF1 } from './macro-f1.ts'
import { mean } from './mean.ts'
import type { Measure } from './metric.ts'
import { precision } from './precision.ts'
import { recall } from './recall.ts'

// Three of class 0 (two found), two of class 1 (one found), one taken for class 2, which nothing has.
const CLASSES = [
  [0, 0],
  [0, 0],
  [1, 0],
  [1, 1],
  [2, 1],
] as const
// The pairs that are in order: 0.9 above all three, 0.4 above 0.2 and level with 0.4, below 0.6.
const STATED = [
  [0.9, 1],
  [0.6, 0],
  [0.4, 1],
  [0.4, 0],
  [0.2, 0],
] as const

describe('worked out by hand', () => {
  test.each<[string, Measure, readonly (readonly number[])[], number]>([
    ['mean reciprocal rank of 1, 3 and none', mean, [[1], [1 / 3], [0]], 4 / 9],
    ['precision of class 1', precision(1), CLASSES, 1 / 2],
    ['recall of class 0', recall(0), CLASSES, 2 / 3],
    ['macro-F1', macroF1, CLASSES, (4 / 5 + 2 / 4 + 0) / 3],
    ['AUC', auc, STATED, (3 + 1.5) / 6],
    ['Brier', brierScore, STATED, (0.01 + 0.36 + 0.36 + 0.16 + 0.04) / 5],
    ['ECE, one case a bin', expectedCalibrationError, STATED, (0.1 + 0.6 + 0.6 + 0.4 + 0.2) / 5],
    // The surest right; then one of two wrong; the two of 0.4 together make two of four, the last three of five.
    ['area under risk and coverage', areaUnderRiskCoverage, STATED, (0 + 1 / 2 + 2 * (2 / 4) + 3 / 5) / 5],
    ['false positives where half is found', falsePositivesAtRecall(0.5), STATED, 0],
    ['false positives where all are found', falsePositivesAtRecall(1), STATED, 2 / 3],
  ])('%s', (_, measure, observations, value) => {
    expect(measure(observations)).toBeCloseTo(value, 12)
  })

  test('a bin of several states its mean', () => {
    // Twenty cases, two a bin; in each bin one of two came true.
    const many = Array.from({ length: 20 }, (_, i) => [Math.floor(i / 2) / 10, i % 2])
    const byHand = [0.5, 0.4, 0.3, 0.2, 0.1, 0, 0.1, 0.2, 0.3, 0.4].reduce((a, b) => a + b) / 10
    expect(expectedCalibrationError(many)).toBeCloseTo(byHand, 12)
  })
})

const ALL: readonly [string, Measure][] = [
  ['mean', mean],
  ['precision', precision(0)],
  ['recall', recall(0)],
  ['macroF1', macroF1],
  ['auc', auc],
  ['brierScore', brierScore],
  ['expectedCalibrationError', expectedCalibrationError],
  ['areaUnderRiskCoverage', areaUnderRiskCoverage],
  ['falsePositivesAtRecall', falsePositivesAtRecall(0.6)],
]

test.each(ALL)('%s of nothing does not apply', (_, measure) => expect(measure([])).toBeNull())

test('what needs both kinds does not apply to one', () => {
  expect(auc([[0.4, 1]])).toBeNull()
  expect(falsePositivesAtRecall(0.6)([[0.4, 0]])).toBeNull()
})

test.each(ALL)('%s is finite, between 0 and 1, and the same in any order', (_, measure) => {
  const one = fc.tuple(fc.constantFrom(0, 0.25, 0.5, 1), fc.constantFrom(0, 1))
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), (observations) => {
      const value = measure(observations)
      if (value === null) return
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
      expect(measure([...observations].reverse())).toBeCloseTo(value, 9)
    }),
  )
})
