import type { ClassifierOutput, ModelLabel, TextClassifier } from '../text-classifier.ts'
import { openPipeline, type TransformersModel } from './open-pipeline.ts'

export interface TransformersClassifierOptions {
  readonly model: TransformersModel
  /** Which of the model's own labels stand for which of ours, for instance `{hate: ['hateful', 'targeted']}`. */
  readonly labels: Readonly<Partial<Record<ModelLabel, readonly string[]>>>
  /** Says what the model has no label for. */
  readonly embedded: TextClassifier
}

const THRESHOLD = 0.5
/** UTF-16 units: even spelled letter by letter they fit into the 512 tokens after which most models read nothing. */
const STRETCH = 500
const OVERLAP = 100

/**
 * A classifier that runs an ONNX model by transformers.js, loaded here once; labels that it lacks come from the
 * embedded one. Of a long text the strongest stretch counts. Throws as `openPipeline` does.
 */
export async function loadTransformersClassifier(
  { model, labels, embedded }: TransformersClassifierOptions,
  library?: string,
): Promise<TextClassifier> {
  const pipeline = await openPipeline(model, { name: 'text-classification', labels }, library)
  const covered = Object.keys(labels) as ModelLabel[]
  const thresholds = Object.fromEntries(covered.map((label) => [label, THRESHOLD]))
  return {
    id: `${pipeline.id}+${embedded.id}`,
    thresholds: { ...embedded.thresholds, ...thresholds },
    async classify(inputs, signal) {
      const own = await embedded.classify(inputs, signal)
      const stretches = inputs.map(({ text }) => stretchesOf(text))
      const rows = await pipeline.run(stretches.flat(), signal)
      let from = 0
      return own.map((output, i) => {
        const to = from + stretches[i]!.length
        const found = rows.slice(from, to)
        from = to
        return merge(output, covered, found)
      })
    },
  }
}

function stretchesOf(text: string): string[] {
  const step = STRETCH - OVERLAP
  const count = Math.max(1, Math.ceil((text.length - OVERLAP) / step))
  return Array.from({ length: count }, (_, i) => text.slice(i * step, i * step + STRETCH).toWellFormed())
}

function merge(
  own: ClassifierOutput,
  covered: readonly ModelLabel[],
  rows: readonly Float32Array[],
): ClassifierOutput {
  const scores = covered.map((label, k) => [label, Math.max(...rows.map((row) => row[k]!))] as const)
  return {
    scores: { ...own.scores, ...Object.fromEntries(scores) },
    // The model names no words; what the embedded one saw of a label is not why this one decided.
    evidence: own.evidence.filter((span) => !covered.includes(span.label)),
  }
}
