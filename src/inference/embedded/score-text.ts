import { splitWords } from './split-words.ts'
import { type Features, textFeatures } from './text-features.ts'

/** The features of a text's words, pairs and letters, each once, together of unit length. */
export function readUnitFeatures(text: string): Features {
  const { hashes, weights } = textFeatures(splitWords(text))
  const sums = new Map<number, number>()
  for (const [i, hash] of hashes.entries()) sums.set(hash, (sums.get(hash) ?? 0) + weights[i]!)
  const length = Math.hypot(...sums.values()) || 1
  return { hashes: [...sums.keys()], weights: Array.from(sums.values(), (weight) => weight / length) }
}

/** The log-odds of a logistic regression. `numbers`: one for each of 2^k places that hashes fall into, then the bias. */
export function scoreText(numbers: Float32Array, { hashes, weights }: Features): number {
  const places = numbers.length - 1
  return hashes.reduce((sum, hash, i) => sum + numbers[hash & (places - 1)]! * weights[i]!, numbers[places]!)
}
