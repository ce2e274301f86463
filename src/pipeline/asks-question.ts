import type { Models } from '../inference/models.ts'
import type { AssessedText } from './assess-text.ts'

/** Whether a text asks something that somebody owes an answer to: the knowledge has one, or it is about an order. */
export function asksQuestion(
  ctx: { readonly models: Pick<Models, 'classifier'> },
  { questions, classification }: Pick<AssessedText, 'questions' | 'classification'>,
): boolean {
  return (
    questions.some((question) => question.passage !== null) ||
    classification.cues.some((cue) => cue.kind === 'order_reference') ||
    classification.scores.personal >= ctx.models.classifier.thresholds.personal
  )
}
