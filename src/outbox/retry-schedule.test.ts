import { expect, test } from 'vitest'
import { delayAfter, readRetryAfter } from './retry-schedule.ts'

test('ten attempts follow each other at the delays of Standard Webhooks', () => {
  const seconds = Array.from({ length: 10 }, (_, n) => delayAfter(n + 1, 0.5, null)).map((ms) =>
    ms === null ? null : ms / 1000,
  )
  expect(seconds).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null])
})

test('jitter moves a delay by 5% at most', () => {
  expect(delayAfter(2, 0, null)).toBe(285_000)
  expect(delayAfter(2, 0.9999, null)).toBeLessThanOrEqual(315_000)
})

test("the receiver's wish lengthens a delay, by a day at most, and never shortens it", () => {
  expect(delayAfter(1, 0.5, 60_000)).toBe(60_000)
  expect(delayAfter(2, 0.5, 1000)).toBe(300_000)
  expect(delayAfter(1, 0.5, 1e12)).toBe(86_400_000)
  expect(delayAfter(10, 0.5, 60_000)).toBeNull()
})

test('Retry-After is read in seconds and as a date', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  expect(readRetryAfter('120', now)).toBe(120_000)
  expect(readRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000)
  expect(readRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0)
  expect(readRetryAfter('soon', now)).toBeNull()
  expect(readRetryAfter(undefined, now)).toBeNull()
})
