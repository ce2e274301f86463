import type { Embedder } from './embedder.ts'
import type { Models } from './models.ts'

/** Models whose embedder is exchanged while they are in use. */
export interface HeldModels {
  readonly models: Models
  /** Searches and saves with this one from now on; `pending` is to follow it, null where none is. */
  use(embedder: Embedder, pending: Embedder | null): void
}

export function holdEmbedder(loaded: Models): HeldModels {
  let { embedder, pending } = loaded
  return {
    models: {
      ...loaded,
      get embedder() {
        return embedder
      },
      get pending() {
        return pending
      },
    },
    use(next, following) {
      embedder = next
      pending = following
    },
  }
}
