import { notExamined, type Signal } from './signal.ts'

/** Voice messages are not listened to: the policy says what may happen to them. */
export const voice: Signal = {
  name: 'voice',
  examine: (_ctx, { attachments }) => {
    const isHeard = attachments.some((attachment) => attachment.kind === 'audio')
    return notExamined('voice', isHeard ? 'not_looked_into' : 'nothing_attached')
  },
}
