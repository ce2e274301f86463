import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import { MODEL_LABELS, type ModelLabel, type TextClassifier } from '../text-classifier.ts'

export interface TransformersClassifierOptions {
  /** Folder of a model (`config.json`, `tokenizer.json`, `onnx/model.onnx`), or its name on the hub. */
  readonly model: string
  /** Which of the model's own labels stand for which of ours, for instance `{hate: ['hateful', 'targeted']}`. */
  readonly labels: Readonly<Partial<Record<ModelLabel, readonly string[]>>>
  /** Says what the model has no label for. */
  readonly embedded: TextClassifier
  readonly thresholds?: Partial<Record<ModelLabel, number>>
  /** Only where true is anything fetched from the hub; otherwise `model` must be a folder. */
  readonly isRemoteAllowed?: boolean
  /** Of the weights, as the files are named. */
  readonly dtype?: 'fp32' | 'q8'
}

/** What is used of the library, so that its types are not needed where it is not installed. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline(task: 'text-classification', model: string, options: object): Promise<Classify>
}
type Scored = readonly { readonly label: string; readonly score: number }[]
type Classify = (texts: readonly string[], options: { top_k: number | null }) => Promise<readonly Scored[]>

/** The name is a variable so that TypeScript and bundlers leave an absent library alone. */
const LIBRARY: string = '@xenova/transformers'
const PER_CALL = 16
const DEFAULT_THRESHOLD = 0.5

/**
 * A classifier that runs an ONNX model by transformers.js, loaded here once; labels that it lacks come from the
 * embedded one. Throws `not_configured` where the library is not installed or the model cannot be read.
 */
export async function loadTransformersClassifier(
  options: TransformersClassifierOptions,
  importLibrary: () => Promise<Library> = () => import(LIBRARY) as Promise<Library>,
): Promise<TextClassifier> {
  const classify = await openModel(options, await loadLibrary(importLibrary))
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

async function loadLibrary(importLibrary: () => Promise<Library>): Promise<Library> {
  try {
    return await importLibrary()
  } catch (cause) {
    throw new AppError(
      'not_configured',
      `A transformers model needs the package ${LIBRARY}, which is not installed: npm install @xenova/transformers@npm:@huggingface/transformers`,
      { cause },
    )
  }
}

async function openModel(options: TransformersClassifierOptions, library: Library): Promise<Classify> {
  const isRemote = options.isRemoteAllowed === true
  const folder = isAbsolute(options.model) || !isRemote ? resolve(options.model) : null
  library.env.allowRemoteModels = isRemote
  if (folder !== null) library.env.localModelPath = dirname(folder)
  const name = folder === null ? options.model : basename(folder)
  try {
    return await library.pipeline('text-classification', name, { dtype: options.dtype ?? 'fp32' })
  } catch (cause) {
    throw new AppError('not_configured', `The transformers model ${options.model} could not be loaded`, {
      cause,
    })
  }
}
