import { expect, test } from 'vitest'
import { makeRandom } from '../src/evals/make-random.ts'
import { WORD_PLACES } from '../src/inference/embedded/analyse-text.ts'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import { countRows, openRows, rawProbabilities } from '../src/inference/embedded/score-candidates.ts'
import { choosePhrases } from './learn-phrases.ts'
import type { RankedList } from './list-shop.ts'
import { NETWORK_OPTIONS, trainNetwork } from './train-ranker.ts'

const [OWN, PLAN] = [11, 12]

/** Two candidates that look alike; the first has the word "plan", and the word "own" stands in neither. */
function makeList(words: readonly number[], right: number, noise: () => number): RankedList {
  const near = [words.map((word) => (word === PLAN ? 1 : 0)), words.map(() => 0)]
  return {
    features: Float32Array.from({ length: 2 * FEATURE_COUNT }, noise),
    places: Uint32Array.from(words),
    nearest: Float32Array.from(near.flat()),
    best: Float32Array.from(near[0]!),
    right,
  }
}

const OPTIONS = { ...NETWORK_OPTIONS, hidden: 4, epochs: 8 }

/** A network that learned from these lists, and the row of each place in it. */
function learn(lists: readonly RankedList[]) {
  const known = choosePhrases(lists, 20)
  const findRows = openRows(known)
  const network = trainNetwork(lists.map(findRows), countRows(known), OPTIONS)
  const confidence = (words: readonly number[]) =>
    rawProbabilities([network], findRows(makeList(words, 0, () => 0)))[0]
  const rowOf = (word: number) => findRows(makeList([word], 0, () => 0)).rows[0]!
  return { network, confidence, rowOf }
}

test('learns which words an answer must not lack', () => {
  const random = makeRandom(5)
  const noise = () => random() - 0.5
  const { network, confidence, rowOf } = learn(
    Array.from({ length: 400 }, (_, i) =>
      i % 2 === 0 ? makeList([PLAN], 0, noise) : makeList([OWN, PLAN], -1, noise),
    ),
  )
  expect(confidence([PLAN])).toBeGreaterThan(0.8)
  expect(confidence([OWN, PLAN])).toBeLessThan(0.2)
  expect(network.missing[rowOf(OWN)]).toBeLessThan(0)
  expect(network.covered[rowOf(PLAN)]).toBeGreaterThan(0)
})

test('knows from rare words what a word says that it never saw', () => {
  const random = makeRandom(6)
  const noise = () => random() - 0.5
  const { confidence } = learn(
    Array.from({ length: 400 }, (_, i) =>
      i % 2 === 0 ? makeList([PLAN], 0, noise) : makeList([1000 + i, PLAN], -1, noise),
    ),
  )
  expect(confidence([30_000, PLAN])).toBeLessThan(0.2)
})

test('learns what two words mean beside each other that neither means alone', () => {
  const random = makeRandom(7)
  const ask = (words: readonly number[], pairs: readonly number[], right: number, noise: () => number) => {
    const list = makeList([...words, ...pairs], right, noise)
    return { ...list, nearest: list.nearest.fill(0), best: list.best.fill(0) }
  }
  const [HOW, CANCEL, WANT] = [31, 32, 33]
  const [HOW_CANCEL, WANT_CANCEL] = [WORD_PLACES + 1, WORD_PLACES + 2]
  const lists = Array.from({ length: 400 }, (_, i) =>
    i % 2 === 0
      ? ask([HOW, CANCEL, WANT], [HOW_CANCEL], 0, () => random() - 0.5)
      : ask([HOW, CANCEL, WANT], [WANT_CANCEL], -1, () => random() - 0.5),
  )
  const { network, rowOf } = learn(lists)
  expect(network.missing[rowOf(WANT_CANCEL)]).toBeLessThan(network.missing[rowOf(HOW_CANCEL)]! - 1)
})
