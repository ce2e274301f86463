import { expect, test } from 'vitest'
import { measureOverlap } from './measure-overlap.ts'

test('a sentence filled otherwise is the same skeleton, and five shared words are counted', () => {
  const trained = [
    {
      text: 'do you deliver to women on a Sunday morning',
      frame: 'do you deliver to {group} on a Sunday morning',
    },
  ]
  const held = [
    {
      text: 'do you deliver to girls on a Sunday morning',
      frame: 'do you deliver to {group} on a Sunday morning',
    },
    { text: 'we deliver on a Sunday morning before noon' },
    { text: 'is the shop near the station' },
  ]
  expect(measureOverlap(held, trained)).toEqual({
    skeletons: 3,
    shared: 1,
    fiveGrams: 5 + 4 + 2,
    sharedFiveGrams: 5,
  })
})
