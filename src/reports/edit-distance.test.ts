import { expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'

test('the distance is the share of characters that changed, whatever the direction', () => {
  expect(editDistance('', '')).toBe(0)
  expect(editDistance('igual', 'igual')).toBe(0)
  expect(editDistance('', 'tudo')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBeCloseTo(3 / 7)
  expect(editDistance('sitting', 'kitten')).toBeCloseTo(3 / 7)
  expect(editDistance('oi 👋', 'oi')).toBeCloseTo(2 / 4)
})
