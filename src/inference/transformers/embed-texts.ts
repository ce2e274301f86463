import type { Embedder } from '../embedder.ts'
import { openPipeline, type TransformersModel } from './open-pipeline.ts'

export interface TransformersEmbedderOptions {
  readonly model: TransformersModel
  /** How the model's authors want token vectors joined. */
  readonly pooling: 'mean' | 'cls'
  /** Put before each text, where the model was trained with one. */
  readonly prefix: string
}

/** Nothing is understood better for more, and a text of a megabyte would take seconds to be cut into tokens. */
const LONGEST = 10_000

/** An embedder that runs an ONNX model by transformers.js, loaded here once. Throws as `openPipeline` does. */
export async function loadTransformersEmbedder(
  { model, pooling, prefix }: TransformersEmbedderOptions,
  library?: string,
): Promise<Embedder> {
  const pipeline = await openPipeline(model, { name: 'feature-extraction', pooling, prefix }, library)
  return {
    id: pipeline.id,
    dimensions: pipeline.size,
    embed: (texts, signal) =>
      pipeline.run(
        texts.map((text) => text.slice(0, LONGEST).toWellFormed()),
        signal,
      ),
  }
}
