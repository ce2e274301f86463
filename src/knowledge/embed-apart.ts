import { type Embedder, TextRefusedError } from '../inference/embedder.ts'

/** Whoever refuses this refuses everything. */
const HARMLESS = 'ok'

/**
 * The vectors of texts, with null for each that the model refuses: halves are asked for until it is alone. Throws what the
 * embedder throws where it refuses everything, so that a wrong setting sets nothing aside.
 */
export async function embedApart(
  embedder: Embedder,
  texts: readonly string[],
  isWorking = false,
): Promise<(Float32Array | null)[]> {
  try {
    return await embedder.embed(texts)
  } catch (error) {
    if (!(error instanceof TextRefusedError)) throw error
    if (!isWorking) await embedder.embed([HARMLESS])
  }
  if (texts.length === 1) return [null]
  const middle = Math.ceil(texts.length / 2)
  return [
    ...(await embedApart(embedder, texts.slice(0, middle), true)),
    ...(await embedApart(embedder, texts.slice(middle), true)),
  ]
}
