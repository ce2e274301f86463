import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Embedder } from '../embedder.ts'

export interface TransformersEmbedderOptions {
  /** Folder of a model (`config.json`, `tokenizer.json`, `onnx/model.onnx`), or its name on the hub. */
  readonly model: string
  /** Only where true is anything fetched from the hub; otherwise `model` must be a folder. */
  readonly isRemoteAllowed?: boolean
  /** How the model's authors want token vectors joined. */
  readonly pooling?: 'mean' | 'cls'
  /** Of the weights, as the files are named. */
  readonly dtype?: 'fp32' | 'q8'
}

/** What is used of the library, so that its types are not needed where it is not installed. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline(task: 'feature-extraction', model: string, options: object): Promise<Extractor>
}
type Extractor = (
  texts: readonly string[],
  options: { pooling: 'mean' | 'cls'; normalize: true },
) => Promise<{ readonly data: ArrayLike<number>; readonly dims: readonly number[] }>

export type ImportLibrary = () => Promise<Library>

/** The name is a variable so that TypeScript and bundlers leave an absent library alone. */
const LIBRARY: string = '@xenova/transformers'
const PER_CALL = 32

/**
 * An embedder that runs an ONNX model by transformers.js, loaded here once. Throws `not_configured` where the library
 * is not installed or the model cannot be read.
 */
export async function loadTransformersEmbedder(
  options: TransformersEmbedderOptions,
  importLibrary: ImportLibrary = () => import(LIBRARY) as Promise<Library>,
): Promise<Embedder> {
  const extract = await openModel(options, await loadLibrary(importLibrary))
  const pooling = options.pooling ?? 'mean'
  const run = async (texts: readonly string[]) => {
    const { data, dims } = await extract(texts, { pooling, normalize: true })
    const size = dims.at(-1)!
    return texts.map((_, i) => Float32Array.from({ length: size }, (__, k) => data[i * size + k]!))
  }
  const [probe] = await run(['probe'])
  return {
    id: `transformers:${basename(options.model)}`,
    dimensions: probe!.length,
    embed: async (texts, signal) => {
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += PER_CALL) {
        signal?.throwIfAborted()
        vectors.push(...(await run(texts.slice(at, at + PER_CALL))))
      }
      return vectors
    },
  }
}

async function loadLibrary(importLibrary: ImportLibrary): Promise<Library> {
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

async function openModel(options: TransformersEmbedderOptions, library: Library): Promise<Extractor> {
  const isRemote = options.isRemoteAllowed === true
  const folder = isAbsolute(options.model) || !isRemote ? resolve(options.model) : null
  library.env.allowRemoteModels = isRemote
  if (folder !== null) library.env.localModelPath = dirname(folder)
  const name = folder === null ? options.model : basename(folder)
  try {
    return await library.pipeline('feature-extraction', name, { dtype: options.dtype ?? 'fp32' })
  } catch (cause) {
    throw new AppError('not_configured', `The transformers model ${options.model} could not be loaded`, {
      cause,
    })
  }
}
