import { notExamined, type Signal, scored } from './signal.ts'

/** The provider's moderation endpoint, where one is configured. */
export const provider: Signal = {
  name: 'provider',
  examine: async (ctx, { text }, abort) => {
    const { moderator } = ctx.models
    if (moderator === null) return notExamined('provider', 'not_configured')
    if (text.trim() === '') return notExamined('provider', 'no_text')
    const answer = await moderator.moderate(text, abort)
    if (!answer.ok) return { signal: 'provider', status: 'failed', reason: answer.failure }
    return scored('provider', answer.scores)
  },
}
