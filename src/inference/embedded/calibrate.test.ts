import { expect, test } from 'vitest'
import { applyCurve, type Curve, pickCurve } from './calibrate.ts'

const flat = (p: number): Curve => ({ scores: [-1, 1], probabilities: [p, p] })
const curves = { all: flat(0.1), pt: flat(0.2), 'pt comment': flat(0.3) }

test.each([
  ['pt', 'comment', 0.3],
  ['pt', 'dm', 0.2],
  ['es', 'comment', 0.1],
  ['und', 'dm', 0.1],
] as const)('in %s on %s the nearest curve speaks', (language, surface, expected) => {
  expect(applyCurve(pickCurve(curves, language, surface), 0)).toBe(expected)
})
