import {
  type ClassifierInput,
  type ClassifierOutput,
  MODEL_LABELS,
  type ModelLabel,
  type TextClassifier,
} from '../text-classifier.ts'
import { applyCurve, type Curve } from './calibrate.ts'
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
  readonly curves: Readonly<Record<ModelLabel, Readonly<Record<string, Curve>>>>
  readonly thresholds: Readonly<Record<ModelLabel, number>>
}

export interface LinearModel {
  readonly table: ClassTable
  readonly scorer: Scorer
  readonly meta: ClassifierMeta
}

export function openLinearModel(meta: ClassifierMeta, weights: Int8Array): LinearModel {
  return { meta, table: makeClassTable(meta.terms), scorer: makeScorer(meta, weights) }
}

/** The shipped classifier: one pass over hashed features, a weight per feature and label. */
export function makeLinearClassifier(file: ModelFile<ClassifierMeta>): TextClassifier {
  const model = openLinearModel(file.meta, file.array('weights', 'int8'))
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
      return [label, applyCurve(curves[input.language] ?? curves.all!, result.scores[k]!)]
    }),
  ) as Record<ModelLabel, number>
  const fired = MODEL_LABELS.filter((label) => scores[label] >= model.meta.thresholds[label])
  const evidence = fired.flatMap((label) => explainScores(model, input.text, read, result, label))
  return { scores, evidence }
}
