import { expect, test } from 'vitest'
import { makeNewId } from './context.ts'

test('ids of one millisecond sort as they were made, and after those of the millisecond before', () => {
  let now = 1_764_000_000_000
  const newId = makeNewId(() => new Date(now))
  const ids = Array.from({ length: 1000 }, (_, i) => {
    if (i === 500) now += 1
    return newId('msg')
  })
  expect(new Set(ids).size).toBe(1000)
  expect([...ids].sort()).toEqual(ids)
  expect(ids.every((id) => /^msg_[0-9a-f]{32}$/.test(id))).toBe(true)
})

test('two processes make different ids in the same millisecond', () => {
  const clock = () => new Date(1_764_000_000_000)
  expect(makeNewId(clock)('msg').slice(4, 24)).not.toBe(makeNewId(clock)('msg').slice(4, 24))
})
