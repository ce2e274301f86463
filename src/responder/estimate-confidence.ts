import type { Passage } from '../domain/passage.ts'
import type { Question } from './draft-request.ts'

/**
 * Probability that a draft is right, 0–1: that of its weakest passage, both among those trusted to answer a question and
 * among those it cites. A text is no surer than what it rests on, and the ranker's confidence is the only calibrated
 * number there is; what the draft's author thinks of it is not asked. Open questions count by `isPartial`, failed checks
 * by `failures`.
 */
export function estimateConfidence(questions: readonly Question[], cited: readonly Passage[]): number {
  const answered = questions.flatMap(({ passage }) => (passage === null ? [] : [passage]))
  const grounds = [...answered, ...cited].map(({ confidence }) => confidence)
  return grounds.length === 0 ? 0 : Math.min(...grounds)
}
