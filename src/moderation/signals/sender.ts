import { notExamined, type Signal, scored } from './signal.ts'

/** Messages taken away lately that make a full score. */
const FULL = 3

/** How often the sender's messages were taken away in the last 90 days; what was reversed does not count. */
export const sender: Signal = {
  name: 'sender',
  examine: (_ctx, { sender }) => {
    if (sender === null) return notExamined('sender', 'sender_unknown')
    return scored(
      'sender',
      sender.takenAway === 0 ? {} : { taken_away: Math.min(1, sender.takenAway / FULL) },
    )
  },
}
