import { expect, test } from 'vitest'
import type { Embedder } from '../inference/embedder.ts'
import { clusterQuestions } from './cluster-questions.ts'
import type { WeighedText } from './weigh-words.ts'

/** A plane in which words point where they are put, by degrees. */
const embedder = (degrees: Readonly<Record<string, number>>): Embedder => ({
  id: 'test',
  dimensions: 2,
  embed: async (words) =>
    words.map((word) => {
      const angle = (degrees[word]! * Math.PI) / 180
      return new Float32Array([Math.cos(angle), Math.sin(angle)])
    }),
})

const question = (...words: readonly string[]): WeighedText => ({
  words: words.map((word) => ({ word, key: word, weight: 5 })),
})

test('questions are together by the same words and by near ones, and apart by others', async () => {
  const near = embedder({ doar: 0, doacao: 30, racao: 90, castrar: 180, gato: 270 })
  const groups = await clusterQuestions(near, [
    question('doar'),
    question('castrar', 'gato'),
    question('doacao'),
    question('castrar'),
  ])
  expect(groups.map((group) => group.toSorted()).toSorted()).toEqual([
    [0, 2],
    [1, 3],
  ])
})

test('the question that has most in common with the others comes first', async () => {
  const far = embedder({ bolo: 0, festa: 90, kit: 270 })
  const [group] = await clusterQuestions(far, [
    question('bolo', 'kit'),
    question('bolo'),
    question('bolo', 'festa'),
  ])
  expect(group![0]).toBe(1)
})

test('nothing is in no group', async () => {
  expect(await clusterQuestions(embedder({}), [])).toEqual([])
})
