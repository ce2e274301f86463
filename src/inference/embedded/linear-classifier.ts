import {
  type ClassifierInput,
  type ClassifierOutput,
  MODEL_LABELS,
  type ModelLabel,
  type TextClassifier,
} from '../text-classifier.ts'
import { applyCurve, type Curve, pickCurve } from './calibrate.ts'
import type { Network, NetworkShape } from './context-network.ts'
import { explainScores } from './explain-scores.ts'
import { type ClassTable, makeClassTable } from './find-classes.ts'
import type { ModelFile } from './read-model-file.ts'
import { readText } from './read-text.ts'
import { makeScorer, type Scorer } from './score-items.ts'
import type { ClassName } from './word-classes.ts'

/** What classifier.bin says of itself, besides its weights. */
export interface ClassifierMeta {
  readonly bits: number
  readonly labels: readonly ModelLabel[]
  /** Value of one step of a weight, by label. */
  readonly steps: readonly number[]
  readonly biases: readonly number[]
  /** Values of the families of features. */
  readonly scales: readonly [number, number, number, number]
  /** Words that the training rows added to the classes, folded. */
  readonly terms: Partial<Record<ClassName, readonly string[]>>
  readonly network: NetworkMeta
  readonly curves: Readonly<Record<ModelLabel, Readonly<Record<string, Curve>>>>
  readonly thresholds: Readonly<Record<ModelLabel, number>>
}

export interface NetworkMeta {
  readonly shape: NetworkShape
  /** Value of one step of an 8-bit weight. */
  readonly steps: { readonly words: number; readonly letters: number }
  /** How much its log-odds count beside the linear ones, by label. */
  readonly shares: readonly number[]
}

export interface LinearModel {
  readonly table: ClassTable
  readonly scorer: Scorer
  readonly meta: ClassifierMeta
}

export function openLinearModel(
  meta: ClassifierMeta,
  weights: Int8Array,
  network: Network | null,
): LinearModel {
  const second = network === null ? null : { network, shares: meta.network.shares }
  return { meta, table: makeClassTable(meta.terms), scorer: makeScorer(meta, weights, second) }
}

function openNetwork(file: ModelFile<ClassifierMeta>): Network {
  const { shape, steps } = file.meta.network
  const unpack = (name: 'words' | 'letters') => {
    const weights = Float32Array.from(file.array(name, 'int8'))
    const step = steps[name]
    for (let i = 0; i < weights.length; i += 1) weights[i]! *= step
    return weights
  }
  const plain = (name: string) => file.array(name, 'float32')
  return {
    shape,
    words: unpack('words'),
    letters: unpack('letters'),
    traits: plain('traits'),
    kernel: plain('kernel'),
    kernelBias: plain('kernelBias'),
    dense: plain('dense'),
    denseBias: plain('denseBias'),
    out: plain('out'),
    outBias: plain('outBias'),
  }
}

/** The shipped classifier: a weight per hashed feature and label, and beside it a network that reads words in order. */
export function makeLinearClassifier(file: ModelFile<ClassifierMeta>): TextClassifier {
  const model = openLinearModel(file.meta, file.array('weights', 'int8'), openNetwork(file))
  return {
    id: file.id,
    thresholds: file.meta.thresholds,
    classify: async (inputs) => inputs.map((input) => classifyText(model, input)),
  }
}

/** Scores of one text, and the words behind each label that fired. */
export function classifyText(model: LinearModel, input: ClassifierInput): ClassifierOutput {
  const read = readText(model.table, input.text)
  const result = model.scorer.score(read)
  const scores = Object.fromEntries(
    MODEL_LABELS.map((label, k) => {
      const curves = model.meta.curves[label]
      // Nothing to read says nothing.
      const score = read.items.length === 0 ? Number.NEGATIVE_INFINITY : result.scores[k]!
      return [label, applyCurve(pickCurve(curves, input.language, input.surface), score)]
    }),
  ) as Record<ModelLabel, number>
  const fired = MODEL_LABELS.filter((label) => scores[label] >= model.meta.thresholds[label])
  const evidence = fired.flatMap((label) => explainScores(model, input.text, read, result, label))
  return { scores, evidence }
}
