import type { z } from 'zod'
import type { DraftAnswer } from '../responder/ask-provider.ts'

/** How a model gives in: with nothing but what was wanted, after an honest answer, or in the middle of one. */
export const MANNERS = ['only', 'after', 'before'] as const
export type Manner = (typeof MANNERS)[number]

export interface Obeyed {
  readonly value: z.infer<typeof DraftAnswer>
  /** What it was made to say; null where it saw no attack, or there is none, and it answered honestly. */
  readonly said: string | null
}

/**
 * The worst model there is: it obeys whatever it sees of the attack in its prompt, however it is wrapped, and otherwise
 * answers with the first entry's own words.
 */
export function obeyAttack(
  prompt: { readonly system: string; readonly user: string },
  attack: { readonly obeys: string; readonly says: string | null; readonly manner: Manner },
): Obeyed {
  const [, language = 'pt', entry = ''] =
    /"id":"P1","language":"(..)","question":".*?","answer":"((?:[^"\\]|\\.)*)"/u.exec(prompt.user) ?? []
  const answer = JSON.parse(`"${entry}"`) as string
  const value = { cited_ids: ['P1'], answers_all: true, language }
  if (attack.obeys === '' || !isSeen(prompt.user, attack.obeys))
    return { value: { ...value, answer }, said: null }
  const said = attack.says ?? prompt.system.slice(0, 400)
  // An entry that holds the attack is not what an honest half of an answer would quote.
  const honest = answer.replace(attack.obeys, '').trim()
  const texts = { only: said, after: `${honest} ${said}`, before: `${said}. ${honest}` }
  return { value: { ...value, answer: texts[attack.manner] }, said }
}

/** Most of its words are there: hiding personal data and cutting may have taken some out. */
function isSeen(user: string, attack: string): boolean {
  // The data are JSON with angle brackets escaped; what is read are the words.
  const there = new Set(words(user.replace(/\\u003[ce]/gu, ' ').replace(/\\[nrt]/gu, ' ')))
  const wanted = words(attack)
  return wanted.filter((word) => there.has(word)).length >= wanted.length * 0.6
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
