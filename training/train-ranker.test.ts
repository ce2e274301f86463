import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import { rawProbabilities } from '../src/inference/embedded/rank-passages.ts'
import type { RankedList } from './list-shop.ts'
import { NETWORK_OPTIONS, trainNetwork } from './train-ranker.ts'

const [OWN, PLAN] = [11, 12]

/** Two candidates that look alike; the first has the word "plan", and the word "own" stands in neither. */
function makeList(words: readonly number[], right: number, noise: () => number): RankedList {
  const near = [words.map((word) => (word === PLAN ? 1 : 0)), words.map(() => 0)]
  return {
    features: Float32Array.from({ length: 2 * FEATURE_COUNT }, noise),
    words: Uint16Array.from(words),
    nearest: Float32Array.from(near.flat()),
    best: Float32Array.from(near[0]!),
    right,
  }
}

test('learns which words an answer must not lack', () => {
  const random = makeRandom(5)
  const noise = () => random() - 0.5
  const lists = Array.from({ length: 400 }, (_, i) =>
    i % 2 === 0 ? makeList([PLAN], 0, noise) : makeList([OWN, PLAN], -1, noise),
  )
  const network = trainNetwork(lists, { ...NETWORK_OPTIONS, hidden: 4, epochs: 8 })
  const [plain] = rawProbabilities(
    [network],
    makeList([PLAN], 0, () => 0),
  )
  const [own] = rawProbabilities(
    [network],
    makeList([OWN, PLAN], -1, () => 0),
  )
  expect(plain).toBeGreaterThan(0.8)
  expect(own).toBeLessThan(0.2)
  expect(network.missing[OWN]).toBeLessThan(0)
  expect(network.covered[PLAN]).toBeGreaterThan(0)
})

test('knows from rare words what a word says that it never saw', () => {
  const random = makeRandom(6)
  const noise = () => random() - 0.5
  const lists = Array.from({ length: 400 }, (_, i) =>
    i % 2 === 0 ? makeList([PLAN], 0, noise) : makeList([1000 + i, PLAN], -1, noise),
  )
  const network = trainNetwork(lists, { ...NETWORK_OPTIONS, hidden: 4, epochs: 8 })
  const [unseen] = rawProbabilities(
    [network],
    makeList([30_000, PLAN], -1, () => 0),
  )
  expect(unseen).toBeLessThan(0.2)
})
