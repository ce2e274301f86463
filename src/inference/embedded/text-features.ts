/** What a word or a pair of words is known by: FNV-1a hashes with the weight each has in the sum. */
export interface Features {
  readonly hashes: number[]
  readonly weights: number[]
}

const WORD = 0x811c9dc5
const GRAM = 0x2f6b1d3a
const PAIR = 0x5bd1e995
const PRIME = 0x01000193
const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5
/** A pair of neighbouring words, beside 1 for a word. */
const PAIR_WEIGHT = 0.6
/** A word that is only guessed at by its letters, beside 1 for one that is known. */
const GUESS_WEIGHT = 0.5
/** Longer "words" are noise; only so many letters of them are read. */
const LONGEST_WORD = 24

/** The features of a text's words: each word, its character n-grams (together as heavy as √n), and each pair. */
export function textFeatures(words: readonly string[]): Features {
  const features: Features = { hashes: [], weights: [] }
  for (let i = 0; i < words.length; i += 1) {
    addWord(features, words[i]!)
    if (i > 0) addPair(features, words[i - 1]!, words[i]!)
  }
  return features
}

/** The features of one word alone. */
export function wordFeatures(word: string): Features {
  const features: Features = { hashes: [], weights: [] }
  addWord(features, word)
  return features
}

/** The features of what words mean: each word that is known, and its character n-grams where it is not. */
export function meaningFeatures(words: readonly string[], isKnown: (hash: number) => boolean): Features {
  const features: Features = { hashes: [], weights: [] }
  for (const word of words) {
    const { hashes } = wordFeatures(word)
    const grams = hashes.slice(1).filter(isKnown)
    const read = isKnown(hashes[0]!) ? hashes.slice(0, 1) : grams
    features.hashes.push(...read)
    for (const _ of read) features.weights.push(read === grams ? GUESS_WEIGHT / Math.sqrt(grams.length) : 1)
  }
  return features
}

export function hashWord(word: string): number {
  return hashSpan(word, 0, word.length, WORD)
}

/** Of two words beside each other, in this order. */
export function hashPair(left: string, right: string): number {
  const hash = Math.imul(hashSpan(left, 0, left.length, PAIR) ^ 32, PRIME)
  return hashSpan(right, 0, right.length, hash >>> 0)
}

function addWord(features: Features, word: string): void {
  features.hashes.push(hashWord(word))
  features.weights.push(1)
  if (word.charCodeAt(0) <= 57) {
    // Numbers have no parts; that there is a number matters.
    features.hashes.push(hashSpan('0', 0, 1, GRAM))
    features.weights.push(1)
    return
  }
  const marked = `<${word.slice(0, LONGEST_WORD)}>`
  const first = features.hashes.length
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size += 1) {
    for (let at = 0; at + size <= marked.length; at += 1) {
      if (size < marked.length) features.hashes.push(hashSpan(marked, at, at + size, GRAM))
    }
  }
  const weight = 1 / Math.sqrt(features.hashes.length - first || 1)
  while (features.weights.length < features.hashes.length) features.weights.push(weight)
}

function addPair(features: Features, left: string, right: string): void {
  features.hashes.push(hashPair(left, right))
  features.weights.push(PAIR_WEIGHT)
}

function hashSpan(text: string, start: number, end: number, seed: number): number {
  let hash = seed
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  // The last step of MurmurHash3 spreads what FNV leaves close together.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 12)) >>> 0
}
