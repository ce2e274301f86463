import { expect, test } from 'vitest'
import { entityTag, readIfMatch } from './entity-tag.ts'

test('a revision comes back from its own tag', () => {
  expect(readIfMatch(entityTag(12))).toBe(12)
  expect(readIfMatch(` ${entityTag(12)} `)).toBe(12)
})

test.each([undefined, '*', ' * '])('If-Match: %s names no revision', (header) => {
  expect(readIfMatch(header)).toBeNull()
})

test.each(['', '12', 'W/"12"', '"abc"', '"1', '"-1"', '"1.5"', '"12345678901"', '"1", "2"'])(
  'If-Match: %s is no tag of ours, so the copy is stale',
  (header) => {
    expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ code: 'precondition_failed' }))
  },
)
