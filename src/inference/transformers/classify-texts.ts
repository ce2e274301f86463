import { basename } from 'node:path'
import { MODEL_LABELS, type ModelLabel, type TextClassifier } from '../text-classifier.ts'
import { type ImportLibrary, openPipeline, type TransformersModel } from './open-pipeline.ts'

export interface TransformersClassifierOptions extends TransformersModel {
  /** Which of the model's own labels stand for which of ours, for instance `{hate: ['hateful', 'targeted']}`. */
  readonly labels: Readonly<Partial<Record<ModelLabel, readonly string[]>>>
  /** Says what the model has no label for. */
  readonly embedded: TextClassifier
  readonly thresholds?: Partial<Record<ModelLabel, number>>
}

type Scored = readonly { readonly label: string; readonly score: number }[]
type Classify = (texts: readonly string[], options: { top_k: number | null }) => Promise<readonly Scored[]>

const PER_CALL = 16
const DEFAULT_THRESHOLD = 0.5

/**
 * A classifier that runs an ONNX model by transformers.js, loaded here once; labels that it lacks come from the
 * embedded one. Throws `not_configured` where the library is not installed or the model cannot be read.
 */
export async function loadTransformersClassifier(
  options: TransformersClassifierOptions,
  importLibrary?: ImportLibrary,
): Promise<TextClassifier> {
  const classify = await openPipeline<Classify>('text-classification', options, importLibrary)
  const { embedded } = options
  const covered = MODEL_LABELS.filter((label) => options.labels[label] !== undefined)
  const defaults = Object.fromEntries(covered.map((label) => [label, DEFAULT_THRESHOLD]))
  return {
    id: `transformers:${basename(options.model)}+${embedded.id}`,
    thresholds: { ...embedded.thresholds, ...defaults, ...options.thresholds },
    classify: async (inputs, signal) => {
      const own = await embedded.classify(inputs, signal)
      const found: Scored[] = []
      for (let at = 0; at < inputs.length; at += PER_CALL) {
        signal?.throwIfAborted()
        const texts = inputs.slice(at, at + PER_CALL).map((input) => input.text)
        found.push(...(await classify(texts, { top_k: null })))
      }
      return own.map((output, i) => ({
        scores: { ...output.scores, ...mapLabels(options, found[i]!) },
        evidence: output.evidence.filter((span) => !covered.includes(span.label)),
      }))
    },
  }
}

/** The sum of the model's labels that stand for one of ours: its labels exclude each other. */
function mapLabels(
  { labels }: TransformersClassifierOptions,
  scored: Scored,
): Partial<Record<ModelLabel, number>> {
  const sums = Object.entries(labels).map(([label, names]) => {
    const sum = scored.filter((each) => names.includes(each.label)).reduce((all, each) => all + each.score, 0)
    return [label, Math.min(1, sum)] as const
  })
  return Object.fromEntries(sums)
}
