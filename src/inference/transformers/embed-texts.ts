import { basename } from 'node:path'
import type { Embedder } from '../embedder.ts'
import { type ImportLibrary, openPipeline, type TransformersModel } from './open-pipeline.ts'

export interface TransformersEmbedderOptions extends TransformersModel {
  /** How the model's authors want token vectors joined. */
  readonly pooling?: 'mean' | 'cls'
}

type Extractor = (
  texts: readonly string[],
  options: { pooling: 'mean' | 'cls'; normalize: true },
) => Promise<{ readonly data: ArrayLike<number>; readonly dims: readonly number[] }>

const PER_CALL = 32

/**
 * An embedder that runs an ONNX model by transformers.js, loaded here once. Throws `not_configured` where the library
 * is not installed or the model cannot be read.
 */
export async function loadTransformersEmbedder(
  options: TransformersEmbedderOptions,
  importLibrary?: ImportLibrary,
): Promise<Embedder> {
  const extract = await openPipeline<Extractor>('feature-extraction', options, importLibrary)
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
