import { expect, test } from 'vitest'
import { WORD_PLACES } from './analyse-text.ts'
import type { RankerInput } from './pair-features.ts'
import { countRows, openRows, scorePhrases } from './score-candidates.ts'

const input = (places: readonly number[]): RankerInput => ({
  features: new Float32Array(),
  places: Uint32Array.from(places),
  nearest: new Float32Array(places.length),
  best: new Float32Array(places.length),
})
const rowsOf = (known: readonly number[], places: readonly number[]) => [
  ...openRows(Uint32Array.from(known))(input(places)).rows,
]

test('words that are not known share the first row, and pairs of words one of their own', () => {
  const [word, pair] = [7, WORD_PLACES + 7]
  expect(rowsOf([word, pair], [word, 8, 9, pair, WORD_PLACES + 8, WORD_PLACES + 9])).toEqual([
    1, 0, 0, 3, 2, 2,
  ])
  expect(countRows(Uint32Array.of(word, pair))).toBe(4)
})

test('where nothing is known there are the two rows of what is not', () => {
  expect(rowsOf([], [5, WORD_PLACES + 5])).toEqual([0, 1])
  expect(countRows(new Uint32Array())).toBe(2)
})

test('more than 65,535 phrases keep rows of their own', () => {
  const known = Array.from({ length: 70_000 }, (_, i) => i)
  expect(rowsOf(known, [69_999])).toEqual([70_000])
})

test('a phrase counts by how near the candidate comes, how much nearer another, and how far all stay', () => {
  const numbers = {
    covered: Float32Array.of(0, 1),
    elsewhere: Float32Array.of(0, 10),
    missing: Float32Array.of(0, 100),
  }
  const rows = {
    features: new Float32Array(),
    rows: Uint32Array.of(1),
    nearest: Float32Array.of(0.25, 0.75),
    best: Float32Array.of(0.75),
  }
  expect(scorePhrases(numbers, rows, 0)).toBeCloseTo(0.25 + 5 + 25)
  expect(scorePhrases(numbers, rows, 1)).toBeCloseTo(0.75 + 0 + 25)
})
