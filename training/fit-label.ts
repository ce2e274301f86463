import { makeRandom } from '../src/evals/make-random.ts'
import { FAMILIES } from '../src/inference/embedded/extract-features.ts'
import type { Matrix } from './classifier-matrix.ts'

/** One label's examples: rows of the matrix with a target 0–1 and a weight. */
export interface Examples {
  readonly rows: Uint32Array
  readonly targets: Float32Array
  readonly weights: Float32Array
}

export interface FitOptions {
  readonly epochs: number
  readonly rate: number
  /** L2, per update of a weight. */
  readonly decay: number
  readonly seed: number
  /** Share of a row's features that each step leaves out, so that no few of them carry all. */
  readonly dropout: number
}

export interface LinearModel {
  readonly weights: Float32Array
  readonly bias: number
}

/**
 * Logistic regression by AdaGrad in a seeded order, with the weights averaged over the second half of the epochs.
 * Deterministic: the same examples and options give the same weights.
 */
export function fitLabel(matrix: Matrix, examples: Examples, options: FitOptions): LinearModel {
  const size = 2 ** matrix.bits
  const weights = new Float32Array(size)
  const squares = new Float32Array(size).fill(1e-3)
  const average = new Float32Array(size)
  const random = makeRandom(options.seed)
  const state: State = { weights, squares, bias: 0, biasSquare: 1e-3, random }
  const order = Uint32Array.from(examples.rows.keys())
  const averaged = Math.ceil(options.epochs / 2)
  let averageBias = 0
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, random)
    for (const example of order) step(matrix, examples, example, options, state)
    if (epoch < options.epochs - averaged) continue
    for (let k = 0; k < size; k += 1) average[k]! += weights[k]! / averaged
    averageBias += state.bias / averaged
  }
  return { weights: average, bias: averageBias }
}

interface State {
  readonly weights: Float32Array
  readonly squares: Float32Array
  readonly random: () => number
  bias: number
  biasSquare: number
}

/** The features of the current step: columns and values, after dropout. */
const kept = { columns: new Uint32Array(1 << 14), values: new Float32Array(1 << 14), length: 0 }

function keepSome(matrix: Matrix, row: number, options: FitOptions, random: () => number): void {
  kept.length = 0
  const to = matrix.offsets[row + 1]!
  const base = row * FAMILIES.length
  const rise = 1 / (1 - options.dropout)
  for (let k = matrix.offsets[row]!; k < to && kept.length < kept.columns.length; k += 1) {
    if (options.dropout > 0 && random() < options.dropout) continue
    kept.columns[kept.length] = matrix.columns[k]!
    kept.values[kept.length] = matrix.values[base + matrix.families[k]!]! * rise
    kept.length += 1
  }
}

function step(matrix: Matrix, examples: Examples, example: number, options: FitOptions, state: State): void {
  const row = examples.rows[example]!
  const { weights, squares } = state
  keepSome(matrix, row, options, state.random)
  let score = state.bias
  for (let k = 0; k < kept.length; k += 1) score += weights[kept.columns[k]!]! * kept.values[k]!
  const gradient = (1 / (1 + Math.exp(-score)) - examples.targets[example]!) * examples.weights[example]!
  for (let k = 0; k < kept.length; k += 1) {
    const column = kept.columns[k]!
    const slope = gradient * kept.values[k]! + options.decay * weights[column]!
    squares[column]! += slope * slope
    weights[column]! -= (options.rate * slope) / Math.sqrt(squares[column]!)
  }
  state.biasSquare += gradient * gradient
  state.bias -= (options.rate * gradient) / Math.sqrt(state.biasSquare)
}

/** The log-odds that a linear model gives a row. */
export function scoreRow(matrix: Matrix, row: number, weights: Float32Array, bias: number): number {
  let score = bias
  const to = matrix.offsets[row + 1]!
  const base = row * FAMILIES.length
  for (let k = matrix.offsets[row]!; k < to; k += 1) {
    score += weights[matrix.columns[k]!]! * matrix.values[base + matrix.families[k]!]!
  }
  return score
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1))
    const kept = order[i]!
    order[i] = order[other]!
    order[other] = kept
  }
}
