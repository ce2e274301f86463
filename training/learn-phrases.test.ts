import { expect, test } from 'vitest'
import { choosePhrases } from './learn-phrases.ts'

test('a phrase is known by itself from as many lists on, however often one list has its place', () => {
  const lists = [
    [3, 9, 9],
    [3, 9],
    [3, 4, 4, 4],
  ].map((places) => ({ places: Uint32Array.from(places) }))
  expect([...choosePhrases(lists, 3)]).toEqual([3])
  expect([...choosePhrases(lists, 2)]).toEqual([3, 9])
})
