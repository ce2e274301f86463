import { basename } from 'node:path'
import { AppError } from '../../errors.ts'
import type { ModelLabel } from '../text-classifier.ts'
import { startThread } from './start-thread.ts'

export interface TransformersModel {
  /** A folder (`config.json`, `tokenizer.json`, `onnx/model.onnx`), or a model's name on the hub. */
  readonly model: string
  /** Null where `model` is a folder; nothing is fetched then. */
  readonly hub: Hub | null
  /** Which of the model's weights. */
  readonly dtype: Dtype
}

/** Where models are fetched from, once: what is in `cacheDir` is not fetched again. */
export interface Hub {
  readonly url: string
  /** A branch, tag or commit. */
  readonly revision: string
  readonly cacheDir: string
}

/** How transformers.js names weights, and what their file's name ends in. */
export const DTYPES = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4' } as const
export type Dtype = keyof typeof DTYPES

export type PipelineTask =
  /** A row is a vector of unit length. `prefix` is put before each text. */
  | { readonly name: 'feature-extraction'; readonly pooling: 'mean' | 'cls'; readonly prefix: string }
  /** A row has a probability for each of `labels`, which stands for those of the model. */
  | {
      readonly name: 'text-classification'
      readonly labels: Readonly<Partial<Record<ModelLabel, readonly string[]>>>
    }

/** A model in a thread of its own: it makes a row of numbers of each text, and the event loop goes on meanwhile. */
export interface Pipeline {
  /** `transformers:NAME@CHECKSUM`, of the model's files and its task: what answers otherwise has another id. */
  readonly id: string
  /** How many numbers a row has. */
  readonly size: number
  run(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
  /** Ends the thread; the next texts start another. */
  stop(): Promise<void>
}

/** The package's name in package.json: @huggingface/transformers goes by the name that it had before. */
const LIBRARY = '@xenova/transformers'
const PER_CALL = 16

/**
 * Loads a model in a thread by transformers.js. Throws `not_configured` where the library is not installed, or where the
 * model is absent, cannot be read or fetched, or lacks a label. A thread that ends fails the texts in hand with `unavailable`,
 * and the next ones start another; over files that were changed meanwhile it is `model_corrupt`.
 */
export async function openPipeline(
  model: TransformersModel,
  task: PipelineTask,
  library: string = LIBRARY,
): Promise<Pipeline> {
  const start = () => startThread({ ...model, task, library })
  let thread = start()
  const { checksum, size } = await thread.ready
  const use = async () => {
    if (thread.isEnded()) thread = start()
    const found = await thread.ready
    if (found.checksum === checksum) return thread
    throw new AppError('model_corrupt', `The files of ${model.model} are not those that Recado started with`)
  }
  return {
    id: `transformers:${basename(model.model)}@${checksum.slice(0, 12)}`,
    size,
    async run(texts, signal) {
      const rows: Float32Array[] = []
      for (let at = 0; at < texts.length; at += PER_CALL) {
        signal?.throwIfAborted()
        rows.push(...(await (await use()).ask(texts.slice(at, at + PER_CALL), signal)))
      }
      return rows
    },
    stop: () => thread.stop(),
  }
}
