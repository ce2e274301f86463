import { notExamined, type Signal, scored } from './signal.ts'

/** The trained classifier's probabilities of spam and hate. */
export const classifier: Signal = {
  name: 'classifier',
  examine: (_ctx, { labels, text }) => {
    if (text.trim() === '') return notExamined('classifier', 'no_text')
    if (labels === null) return { signal: 'classifier', status: 'failed', reason: 'classifier_failed' }
    return scored('classifier', { spam: labels.spam, hate: labels.hate })
  },
}
