import { expect, test } from 'vitest'
import { readWaitMs } from './read-preference.ts'

test.each<[string | undefined, number | null]>([
  [undefined, null],
  ['', null],
  ['respond-async', null],
  ['wait=5', 5000],
  ['Wait = "7"', 7000],
  ['respond-async, wait=10', 10_000],
  ['respond-async;wait=2', 2000],
  ['wait=30', 30_000],
  ['wait=31', 30_000],
  ['wait=99999999', 30_000],
  ['wait=0', null],
  ['wait=-5', null],
  ['wait=soon', null],
  ['await=5', null],
])('Prefer: %s asks to wait %s ms', (header, ms) => {
  expect(readWaitMs(header)).toBe(ms)
})
