import { expect, test } from 'vitest'
import { skeletonOf } from '../src/evals/skeleton-of.ts'
import { listTrainingTexts } from './list-training-texts.ts'
import { readHeldOutShops } from './read-held-out-shops.ts'

test('no message of a business that is kept apart is, numbers aside, a text to learn from', () => {
  const trained = new Set(listTrainingTexts().map(skeletonOf))
  const shared = readHeldOutShops().flatMap(({ shop }) =>
    shop.messages
      .map(({ text }) => text)
      .filter((text) => skeletonOf(text) !== '' && trained.has(skeletonOf(text))),
  )
  expect(shared).toEqual([])
}, 60_000)
