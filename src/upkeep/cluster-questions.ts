import { setImmediate as breathe } from 'node:timers/promises'
import type { Embedder } from '../inference/embedder.ts'
import { linkAverage } from './link-average.ts'
import type { WeighedText } from './weigh-words.ts'

/** Groups are joined while their questions are on average so alike; chosen on one seed, tested on others. */
const LEAST_SIMILARITY = 0.2
/** Half by meaning (embeddings), half by the very words. */
const BY_MEANING = 0.5
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
  const items = await readItems(embedder, questions)
  const similarity = new Float32Array(count * count)
  for (let i = 0; i < count; i += 1) {
    if (i % ROWS_AT_ONCE === 0) await breathe()
    for (let j = 0; j < i; j += 1) {
      const value = compare(items[i]!, items[j]!)
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
async function readItems(embedder: Embedder, questions: readonly WeighedText[]): Promise<Item[]> {
  const words = [...new Set(questions.flatMap((question) => question.words.map(({ word }) => word)))]
  const embedded = await embedder.embed(words)
  const vectors = new Map(words.map((word, i) => [word, embedded[i]!]))
  return questions.map((question) => {
    const vector = new Float32Array(embedder.dimensions)
    for (const { word, weight } of question.words) {
      const own = vectors.get(word)!
      for (let k = 0; k < vector.length; k += 1) vector[k]! += weight * own[k]!
    }
    const norm = Math.hypot(...vector) || 1
    const weights = new Map(question.words.map(({ key, weight }) => [key, weight]))
    const mass = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1
    return { vector: vector.map((x) => x / norm), weights, mass }
  })
}

function compare(a: Item, b: Item): number {
  let meaning = 0
  for (let k = 0; k < a.vector.length; k += 1) meaning += a.vector[k]! * b.vector[k]!
  let words = 0
  for (const [key, weight] of a.weights) if (b.weights.has(key)) words += weight
  return BY_MEANING * meaning + ((1 - BY_MEANING) * words) / Math.sqrt(a.mass * b.mass)
}

function sortByCentre(group: readonly number[], similarity: Float32Array, count: number): number[] {
  const closeness = (i: number) => group.reduce((sum, j) => sum + similarity[i * count + j]!, 0)
  const scores = new Map(group.map((i) => [i, closeness(i)]))
  return group.toSorted((a, b) => scores.get(b)! - scores.get(a)! || a - b)
}
