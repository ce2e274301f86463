import { setImmediate as breathe } from 'node:timers/promises'
import type { Embedder } from '../inference/embedder.ts'
import { embedApart } from '../knowledge/embed-apart.ts'
import { findNearWords, type NearWords } from './find-near-words.ts'
import { linkAverage } from './link-average.ts'
import type { WeighedText } from './weigh-words.ts'

/**
 * Groups are joined while their questions are on average so alike. Of the forty topics in test/gaps.test.ts 0.17 finds 36 with
 * one seed and 38 with another, 0.2 one fewer; more splits what is asked in different words, less joins what is not the same.
 */
const LEAST_SIMILARITY = 0.17
/** How much the meaning of the whole (embeddings) counts beside the very words and those near them. */
const BY_MEANING = 0.3
const ROWS_AT_ONCE = 50

interface Item {
  readonly vector: Float32Array
  readonly weights: ReadonlyMap<string, number>
  /** Sum of the weights. */
  readonly mass: number
}

/**
 * Questions of one language that ask for the same thing, as positions, each group with the question that stands best for
 * it first. Questions that nobody else asks are groups of one.
 */
export async function clusterQuestions(
  embedder: Embedder,
  questions: readonly WeighedText[],
): Promise<number[][]> {
  const count = questions.length
  if (count === 0) return []
  const { items, near } = await readItems(embedder, questions)
  const similarity = new Float32Array(count * count)
  for (let i = 0; i < count; i += 1) {
    if (i % ROWS_AT_ONCE === 0) await breathe()
    for (let j = 0; j < i; j += 1) {
      const value = compare(items[i]!, items[j]!, near)
      similarity[i * count + j] = value
      similarity[j * count + i] = value
    }
  }
  const original = similarity.slice()
  const groups = new Map<number, number[]>(items.map((_item, i) => [i, [i]]))
  for (const { one, other, similarity: value } of await linkAverage(similarity, count)) {
    if (value < LEAST_SIMILARITY) continue
    groups.set(other, [...groups.get(other)!, ...groups.get(one)!])
    groups.delete(one)
  }
  return [...groups.values()].map((group) => sortByCentre(group, original, count))
}

/** A text's vector is that of its words by their weight, so that what it is about outweighs how it is said. */
async function readItems(
  embedder: Embedder,
  questions: readonly WeighedText[],
): Promise<{ items: Item[]; near: NearWords }> {
  const keys = new Map(questions.flatMap(({ words }) => words.map(({ word, key }) => [word, key] as const)))
  const words = [...keys.keys()]
  const embedded = await embedApart(embedder, words)
  const vectors = new Map(
    words.map((word, i) => [word, embedded[i] ?? new Float32Array(embedder.dimensions)]),
  )
  const items = questions.map((question) => {
    const vector = sumVectors(
      question.words.map(({ word, weight }) => ({ vector: vectors.get(word)!, weight })),
      embedder.dimensions,
    )
    const weights = new Map(question.words.map(({ key, weight }) => [key, weight]))
    const mass = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1
    return { vector, weights, mass }
  })
  const forms = [...Map.groupBy(words, (word) => keys.get(word)!)]
  const near = await findNearWords(
    forms.map(([key, own]) => ({
      key,
      vector: sumVectors(
        own.map((word) => ({ vector: vectors.get(word)!, weight: 1 })),
        embedder.dimensions,
      ),
    })),
  )
  return { items, near }
}

/** Their sum by weight, of length 1. */
function sumVectors(
  parts: readonly { readonly vector: Float32Array; readonly weight: number }[],
  dimensions: number,
): Float32Array {
  const sum = new Float32Array(dimensions)
  for (const { vector, weight } of parts) {
    for (let k = 0; k < dimensions; k += 1) sum[k]! += weight * vector[k]!
  }
  const norm = Math.hypot(...sum) || 1
  return sum.map((x) => x / norm)
}

function compare(a: Item, b: Item, near: NearWords): number {
  let meaning = 0
  for (let k = 0; k < a.vector.length; k += 1) meaning += a.vector[k]! * b.vector[k]!
  const words = (sharedWeight(a, b, near) + sharedWeight(b, a, near)) / 2
  return BY_MEANING * meaning + ((1 - BY_MEANING) * words) / Math.sqrt(a.mass * b.mass)
}

/** What `one` says that the other says too, in the same word or, for less, in the nearest that it has. */
function sharedWeight(one: Item, other: Item, near: NearWords): number {
  let sum = 0
  for (const [key, weight] of one.weights) {
    let shared = Math.min(weight, other.weights.get(key) ?? 0)
    if (shared === 0) {
      for (const { key: like, closeness } of near.get(key) ?? []) {
        shared = Math.max(shared, closeness * Math.min(weight, other.weights.get(like) ?? 0))
      }
    }
    sum += shared
  }
  return sum
}

function sortByCentre(group: readonly number[], similarity: Float32Array, count: number): number[] {
  const closeness = (i: number) => group.reduce((sum, j) => sum + similarity[i * count + j]!, 0)
  const scores = new Map(group.map((i) => [i, closeness(i)]))
  return group.toSorted((a, b) => scores.get(b)! - scores.get(a)! || a - b)
}
