/** Turns texts into vectors of unit length; near vectors mean near meanings. */
export interface Embedder {
  /** Stored with every embedding: vectors of different ids are never compared. */
  readonly id: string
  readonly dimensions: number
  /** One vector of `dimensions` floats per text, L2-normalised; a text without any known token gives zeros. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
}
