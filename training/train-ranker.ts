import { makeRandom, shuffle } from '../src/evals/make-random.ts'
import { FEATURE_COUNT } from '../src/inference/embedded/pair-features.ts'
import { type Network, type PhraseNumbers, scorePhrases } from '../src/inference/embedded/score-candidates.ts'
import { openPhrases } from './learn-phrases.ts'
import type { LearnedList } from './list-shop.ts'

export interface NetworkOptions {
  readonly hidden: number
  readonly epochs: number
  readonly rate: number
  readonly decay: number
  readonly seed: number
  readonly perStep: number
  /** Of the numbers of phrases (learn-phrases.ts). */
  readonly phraseRate: number
  readonly phrasePrior: number
}

export const NETWORK_OPTIONS: NetworkOptions = {
  hidden: 40,
  epochs: 4,
  rate: 0.004,
  decay: 1e-4,
  seed: 1,
  perStep: 32,
  phraseRate: 0.2,
  phrasePrior: 1,
}

interface Parameters {
  readonly values: Float64Array
  readonly gradient: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
}

/** Learns one network, with numbers of so many rows, by the log-loss over the candidates of each list and "none of them", with Adam. */
export function trainNetwork(
  lists: readonly LearnedList[],
  rowCount: number,
  options: NetworkOptions,
): Network {
  const { means, scales } = standardise(lists)
  const samples = lists.map((list) => toSample(list, means, scales))
  const { hidden } = options
  const count = hidden * (FEATURE_COUNT + 2) + 1
  const random = makeRandom(options.seed)
  const parameters: Parameters = {
    values: Float64Array.from({ length: count }, () => (random() - 0.5) * 0.3),
    gradient: new Float64Array(count),
    first: new Float64Array(count),
    second: new Float64Array(count),
  }
  parameters.values[count - 1] = -2
  const phrases = openPhrases(rowCount, options.phrasePrior)
  let step = 0
  const steps = options.epochs * Math.ceil(samples.length / options.perStep)
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const order = shuffle(samples, random)
    for (let at = 0; at < order.length; at += options.perStep) {
      step += 1
      const batch = order.slice(at, at + options.perStep)
      const slowing = 1 - (0.95 * step) / steps
      for (const sample of batch) {
        const pushes = addGradient(parameters, phrases.numbers, sample, hidden)
        phrases.learn(sample, pushes, options.phraseRate * slowing)
      }
      adam(parameters, batch.length, options.rate * slowing, options.decay, step)
    }
  }
  return { ...toNetwork(parameters.values, means, scales, hidden), ...phrases.numbers }
}

function standardise(lists: readonly LearnedList[]): { means: Float32Array; scales: Float32Array } {
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

interface Sample extends LearnedList {
  /** Standardised features, one row a candidate. */
  readonly x: Float32Array
}

function toSample(list: LearnedList, means: Float32Array, scales: Float32Array): Sample {
  const x = list.features.map((value, i) => (value - means[i % FEATURE_COUNT]!) * scales[i % FEATURE_COUNT]!)
  return { ...list, x }
}

/** A candidate that gets less than this much of the blame teaches nothing. */
const LEAST_PUSH = 3e-4

/** Adds the gradient of one list, and returns the blame of each candidate: its share of the softmax, less 1 for the right one. */
function addGradient(
  { values, gradient }: Parameters,
  numbers: PhraseNumbers,
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
    scores[i]! += scorePhrases(numbers, sample, i)
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
): Omit<Network, keyof PhraseNumbers> {
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
