import { setImmediate as breathe } from 'node:timers/promises'

/** Two groups that became one, by a member of each, and how like they were on average. */
export interface Merge {
  readonly one: number
  readonly other: number
  readonly similarity: number
}

/** Steps between two looks of the event loop. */
const STEPS_AT_ONCE = 50

/**
 * Average linkage over a square matrix of similarities, which it overwrites: the two groups that are most alike become
 * one, until there is one. By chains of nearest neighbours (Murtagh 1983), in the square of the number of items.
 */
export async function linkAverage(similarity: Float32Array, count: number): Promise<Merge[]> {
  const sizes = new Int32Array(count).fill(1)
  const merges: Merge[] = []
  const chain: number[] = []
  let first = 0
  for (let steps = 1; merges.length < count - 1; steps += 1) {
    if (steps % STEPS_AT_ONCE === 0) await breathe()
    if (chain.length === 0) {
      while (sizes[first] === 0) first += 1
      chain.push(first)
    }
    const end = chain.at(-1)!
    const before = chain.at(-2) ?? -1
    const nearest = findNearest(similarity, sizes, count, end, before)
    if (nearest !== before) {
      chain.push(nearest)
      continue
    }
    chain.length -= 2
    merges.push({ one: end, other: nearest, similarity: similarity[end * count + nearest]! })
    join(similarity, sizes, count, end, nearest)
  }
  return merges
}

/** Of equally near ones `before`, so that a chain ends. */
function findNearest(
  similarity: Float32Array,
  sizes: Int32Array,
  count: number,
  item: number,
  before: number,
): number {
  let nearest = before
  let best = before === -1 ? Number.NEGATIVE_INFINITY : similarity[item * count + before]!
  for (let other = 0; other < count; other += 1) {
    if (sizes[other] === 0 || other === item) continue
    const value = similarity[item * count + other]!
    if (value > best) {
      best = value
      nearest = other
    }
  }
  return nearest
}

/** `other` stands for both from now on. */
function join(similarity: Float32Array, sizes: Int32Array, count: number, one: number, other: number): void {
  const [a, b] = [sizes[one]!, sizes[other]!]
  for (let k = 0; k < count; k += 1) {
    if (sizes[k] === 0 || k === one || k === other) continue
    const value = (similarity[one * count + k]! * a + similarity[other * count + k]! * b) / (a + b)
    similarity[other * count + k] = value
    similarity[k * count + other] = value
  }
  sizes[other] = a + b
  sizes[one] = 0
}
