import { makeRandom, shuffle } from '../src/evals/make-random.ts'
import { WORD_PLACES } from '../src/inference/embedded/analyse-text.ts'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import { type Network, scoreWords } from '../src/inference/embedded/rank-passages.ts'
import type { RankedList } from './list-shop.ts'

export interface NetworkOptions {
  readonly hidden: number
  readonly epochs: number
  readonly rate: number
  readonly decay: number
  readonly seed: number
  readonly perStep: number
  /** Of the weights of words, and the squared gradient that each starts with: those of rare words then move little. */
  readonly wordRate: number
  readonly wordPrior: number
  /** Words of fewer lists than this are learned as one: what a word that was never seen says. */
  readonly leastLists: number
}

export const NETWORK_OPTIONS: NetworkOptions = {
  hidden: 40,
  epochs: 8,
  rate: 0.004,
  decay: 1e-4,
  seed: 1,
  perStep: 32,
  wordRate: 0.2,
  wordPrior: 1,
  leastLists: 20,
}

interface Parameters {
  readonly values: Float64Array
  readonly gradient: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
}

/** What a word adds to a score (rank-passages.ts), by place. */
const WORD_PARTS = ['covered', 'elsewhere', 'missing'] as const
type WordWeights = Readonly<Record<(typeof WORD_PARTS)[number], Float32Array>>

const makeWordWeights = (fill: number): WordWeights => ({
  covered: new Float32Array(WORD_PLACES).fill(fill),
  elsewhere: new Float32Array(WORD_PLACES).fill(fill),
  missing: new Float32Array(WORD_PLACES).fill(fill),
})

/** Learns one network by the log-loss over the candidates of each list and "none of them", with Adam. */
export function trainNetwork(lists: readonly RankedList[], options: NetworkOptions): Network {
  const { means, scales } = standardise(lists)
  const places = joinRareWords(lists, options.leastLists)
  const samples = lists.map((list) => toSample(list, means, scales, places))
  const { hidden } = options
  const size = hidden * (FEATURE_COUNT + 2) + 1
  const random = makeRandom(options.seed)
  const parameters: Parameters = {
    values: Float64Array.from({ length: size }, () => (random() - 0.5) * 0.3),
    gradient: new Float64Array(size),
    first: new Float64Array(size),
    second: new Float64Array(size),
  }
  parameters.values[size - 1] = -2
  const words = makeWordWeights(0)
  const squares = makeWordWeights(options.wordPrior)
  let step = 0
  const steps = options.epochs * Math.ceil(samples.length / options.perStep)
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const order = shuffle(samples, random)
    for (let at = 0; at < order.length; at += options.perStep) {
      step += 1
      const batch = order.slice(at, at + options.perStep)
      const slowing = 1 - (0.95 * step) / steps
      for (const sample of batch) {
        const pushes = addGradient(parameters, words, sample, hidden)
        learnWords(words, squares, sample, pushes, options.wordRate * slowing)
      }
      adam(parameters, batch.length, options.rate * slowing, options.decay, step)
    }
  }
  return {
    ...toNetwork(parameters.values, means, scales, hidden),
    covered: Float32Array.from(places, (place) => words.covered[place]!),
    elsewhere: Float32Array.from(places, (place) => words.elsewhere[place]!),
    missing: Float32Array.from(places, (place) => words.missing[place]!),
  }
}

/** Stands for every word that is too rare to be learned by itself. */
const RARE = 0

/** The place at which each place is learned. */
function joinRareWords(lists: readonly RankedList[], leastLists: number): Uint16Array {
  const counts = new Uint32Array(WORD_PLACES)
  for (const { words } of lists) for (const word of words) counts[word]! += 1
  return Uint16Array.from(counts, (count, place) => (count < leastLists ? RARE : place))
}

function standardise(lists: readonly RankedList[]): { means: Float32Array; scales: Float32Array } {
  const sums = new Float64Array(FEATURE_COUNT)
  const squares = new Float64Array(FEATURE_COUNT)
  let rows = 0
  for (const { features } of lists) {
    for (let i = 0; i < features.length; i += 1) {
      sums[i % FEATURE_COUNT]! += features[i]!
      squares[i % FEATURE_COUNT]! += features[i]! ** 2
    }
    rows += features.length / FEATURE_COUNT
  }
  const means = Float32Array.from(sums, (sum) => sum / rows)
  const scales = Float32Array.from(squares, (square, f) => {
    const variance = square / rows - means[f]! ** 2
    return variance > 1e-8 ? 1 / Math.sqrt(variance) : 0
  })
  return { means, scales }
}

interface Sample extends RankedList {
  /** Standardised features, one row a candidate. */
  readonly x: Float32Array
}

function toSample(list: RankedList, means: Float32Array, scales: Float32Array, places: Uint16Array): Sample {
  const x = list.features.map((value, i) => (value - means[i % FEATURE_COUNT]!) * scales[i % FEATURE_COUNT]!)
  return { ...list, x, words: list.words.map((word) => places[word]!) }
}

/** A candidate that gets less than this much of the blame teaches nothing. */
const LEAST_PUSH = 3e-4

/** Adds the gradient of one list, and returns the blame of each candidate: its share of the softmax, less 1 for the right one. */
function addGradient(
  { values, gradient }: Parameters,
  words: WordWeights,
  sample: Sample,
  hidden: number,
): Float64Array {
  const { x, right } = sample
  const count = x.length / FEATURE_COUNT
  const biases = hidden * FEATURE_COUNT
  const outputs = biases + hidden
  const active = new Float64Array(count * hidden)
  const scores = new Float64Array(count).fill(values[values.length - 1]!)
  for (let i = 0; i < count; i += 1) {
    for (let h = 0; h < hidden; h += 1) {
      const a = Math.tanh(values[biases + h]! + dotAt(values, h * FEATURE_COUNT, x, i * FEATURE_COUNT))
      active[i * hidden + h] = a
      scores[i]! += values[outputs + h]! * a
    }
    scores[i]! += scoreWords(words, sample, i)
  }
  const top = Math.max(0, ...scores)
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), Math.exp(-top))
  const pushes = scores.map((score, i) => Math.exp(score - top) / total - (i === right ? 1 : 0))
  for (const [i, push] of pushes.entries()) {
    if (Math.abs(push) < LEAST_PUSH) continue
    gradient[gradient.length - 1]! += push
    for (let h = 0; h < hidden; h += 1) {
      const a = active[i * hidden + h]!
      gradient[outputs + h]! += push * a
      const back = push * values[outputs + h]! * (1 - a * a)
      gradient[biases + h]! += back
      addAt(gradient, h * FEATURE_COUNT, back, x, i * FEATURE_COUNT)
    }
  }
  return pushes
}

/** One step of Adagrad for the words of one list, with the squared gradients so far. */
function learnWords(
  weights: WordWeights,
  squares: WordWeights,
  { words, nearest, best }: Sample,
  pushes: Float64Array,
  rate: number,
): void {
  for (const [i, word] of words.entries()) {
    const slopes = { covered: 0, elsewhere: 0, missing: 0 }
    for (const [candidate, push] of pushes.entries()) {
      const near = nearest[candidate * words.length + i]!
      slopes.covered += push * near
      slopes.elsewhere += push * (best[i]! - near)
      slopes.missing += push * (1 - best[i]!)
    }
    for (const part of WORD_PARTS) {
      squares[part][word]! += slopes[part] ** 2
      weights[part][word]! -= (rate * slopes[part]) / Math.sqrt(squares[part][word]!)
    }
  }
}

function dotAt(a: Float64Array, at: number, x: Float32Array, from: number): number {
  let sum = 0
  for (let f = 0; f < FEATURE_COUNT; f += 1) sum += a[at + f]! * x[from + f]!
  return sum
}

function addAt(a: Float64Array, at: number, factor: number, x: Float32Array, from: number): void {
  for (let f = 0; f < FEATURE_COUNT; f += 1) a[at + f]! += factor * x[from + f]!
}

function adam(parameters: Parameters, count: number, rate: number, decay: number, step: number): void {
  const { values, gradient, first, second } = parameters
  for (let i = 0; i < values.length; i += 1) {
    const g = gradient[i]! / count
    first[i] = 0.9 * first[i]! + 0.1 * g
    second[i] = 0.999 * second[i]! + 0.001 * g * g
    const m = first[i]! / (1 - 0.9 ** step)
    const v = second[i]! / (1 - 0.999 ** step)
    values[i]! -= rate * (m / (Math.sqrt(v) + 1e-8) + decay * values[i]!)
    gradient[i] = 0
  }
}

function toNetwork(
  values: Float64Array,
  means: Float32Array,
  scales: Float32Array,
  hidden: number,
): Omit<Network, keyof WordWeights> {
  const biases = hidden * FEATURE_COUNT
  return {
    means,
    scales,
    hidden: Float32Array.from(values.subarray(0, biases)),
    hiddenBias: Float32Array.from(values.subarray(biases, biases + hidden)),
    output: Float32Array.from(values.subarray(biases + hidden, biases + 2 * hidden)),
    outputBias: values[values.length - 1]!,
  }
}
