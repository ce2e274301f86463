import { AppError } from '../errors.ts'

/** The model refuses one of the texts for what it says, and would again; without that one it may take the others. */
export class TextRefusedError extends AppError {
  override name = 'TextRefusedError'
}

/** Turns texts into vectors of unit length; near vectors mean near meanings. */
export interface Embedder {
  /** Stored with every embedding: vectors of different ids are never compared. */
  readonly id: string
  readonly dimensions: number
  /**
   * One vector of `dimensions` floats per text, L2-normalised; a text without any known token gives zeros. Throws
   * `TextRefusedError` where one of them is refused.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
}
