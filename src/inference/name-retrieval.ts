interface Named {
  readonly id: string
}

/** The models that find and weigh passages, as decisions store them: confidence of others means another thing. */
export function nameRetrieval({
  embedder,
  ranker,
}: {
  readonly embedder: Named
  readonly ranker: Named
}): string {
  return `${embedder.id}+${ranker.id}`
}
