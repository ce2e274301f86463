import { nameRetrieval } from './name-retrieval.ts'

interface Named {
  readonly id: string
}

export interface AnsweringModels {
  readonly embedder: Named
  readonly ranker: Named
  readonly classifier: Named
  readonly chat: Named | null
}

/** The models that answer a workspace. */
export interface ModelNames {
  readonly retrieval: string
  readonly classifier: string
  /** Who words drafts; null where they quote the knowledge. */
  readonly drafter: string | null
}

/** The models whose answers people judge, by the names that decisions store. What they show says nothing of others. */
export function nameModels(models: AnsweringModels): ModelNames {
  return {
    retrieval: nameRetrieval(models),
    classifier: models.classifier.id,
    drafter: models.chat?.id ?? null,
  }
}

/** All of them in one text, as a channel keeps those that it went live with. */
export function joinNames({ retrieval, classifier, drafter }: ModelNames): string {
  return [retrieval, classifier, drafter ?? 'embedded'].join(' ')
}

/** Whether a channel went live with others than these models. Of one that names none, nobody knows. */
export function isPaused(
  { auto_models }: { readonly auto_models: string | null },
  models: AnsweringModels,
): boolean {
  return auto_models !== null && auto_models !== joinNames(nameModels(models))
}
