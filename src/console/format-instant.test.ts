import { expect, test } from 'vitest'
import { formatAgo } from './format-instant.ts'

const now = new Date('2026-11-26T12:00:00Z')

test.each([
  ['pt', 0, 'agora'],
  ['pt', 59, 'agora'],
  ['es', 5, 'ahora'],
  ['en', 30, 'now'],
  ['pt', 60, 'há 1 min.'],
  ['pt', 3 * 3600, 'há 3 h'],
  ['en', 86_400, 'yesterday'],
] as const)('in %s, %d seconds ago is “%s”', (language, seconds, words) => {
  expect(formatAgo({ language }, new Date(now.getTime() - seconds * 1000), now)).toBe(words)
})
