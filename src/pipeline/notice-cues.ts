import type { Classification } from '../classifier/classification.ts'
import type { Models } from '../inference/models.ts'

export function isAbout({ cues }: Classification, kind: 'wants_human' | 'danger'): boolean {
  return cues.some((cue) => cue.kind === kind)
}

/** Somebody may be in danger: a cue says so, or the classifier is sure enough. */
export function isInDanger(
  ctx: { readonly models: Pick<Models, 'classifier'> },
  classification: Classification,
): boolean {
  return (
    isAbout(classification, 'danger') ||
    classification.scores.danger >= ctx.models.classifier.thresholds.danger
  )
}
