import { expect, test } from 'vitest'
import { readUnitFeatures, scoreText } from './score-text.ts'

const NUMBERS = Float32Array.from({ length: 65 }, (_, i) => (i === 64 ? -2 : 1))

test.each(['', '🙏🙏', '?!'])('a text without words, %j, scores the bias', (text) => {
  expect(scoreText(NUMBERS, readUnitFeatures(text))).toBe(-2)
})

test('a word that is said a hundred times counts no more than once', () => {
  const length = (text: string) => Math.hypot(...readUnitFeatures(text).weights)
  expect(length('pix '.repeat(100))).toBeCloseTo(1, 6)
  expect(length('quanto custa?')).toBeCloseTo(1, 6)
})
