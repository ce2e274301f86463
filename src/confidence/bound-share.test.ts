import { describe, expect, test } from 'vitest'
import { boundShare, boundShareBelow, tailOf } from './bound-share.ts'

describe('boundShare', () => {
  // Where nothing was wrong the limit has a closed form: 1 - delta^(1/n).
  test.each([1, 10, 59, 300, 5000])('is exact where none of %i was wrong', (n) => {
    expect(boundShare(0, n, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / n), 9)
  })

  test('agrees with the published table (5 of 100, one-sided 95%)', () => {
    expect(boundShare(5, 100, 0.05)).toBeCloseTo(0.1023, 3)
  })

  test('is 1 where nothing was seen or all was wrong', () => {
    expect(boundShare(0, 0, 0.05)).toBe(1)
    expect(boundShare(7, 7, 0.05)).toBe(1)
  })

  test('rises with the wrong ones and falls with more cases', () => {
    expect(boundShare(3, 100, 0.05)).toBeGreaterThan(boundShare(2, 100, 0.05))
    expect(boundShare(3, 200, 0.05)).toBeLessThan(boundShare(3, 100, 0.05))
  })
})

describe('boundShareBelow', () => {
  test('is the mirror image of the upper limit, and 0 where nothing was hit', () => {
    // Where all were hits the limit has a closed form: delta^(1/n).
    expect(boundShareBelow(20, 20, 0.05)).toBeCloseTo(0.05 ** (1 / 20), 9)
    expect(boundShareBelow(5, 100, 0.05)).toBeCloseTo(0.0199, 3)
    expect(boundShareBelow(0, 100, 0.05)).toBe(0)
  })
})

describe('tailOf', () => {
  test('sums the binomial by hand', () => {
    expect(tailOf(1, 3, 0.5)).toBeCloseTo(0.5, 12)
    expect(tailOf(0, 4, 0.25)).toBeCloseTo(0.75 ** 4, 12)
  })

  test('stays a probability at the edges and for many cases', () => {
    expect(tailOf(2, 5, 0)).toBe(1)
    expect(tailOf(2, 5, 1)).toBe(0)
    expect(tailOf(5, 5, 1)).toBe(1)
    expect(tailOf(400, 10_000, 0.05)).toBeGreaterThan(0)
    expect(tailOf(600, 10_000, 0.05)).toBeLessThanOrEqual(1)
  })
})
