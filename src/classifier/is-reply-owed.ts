import type { ModelLabel, TextClassifier } from '../inference/text-classifier.ts'
import type { Cue } from './classification.ts'

const TAGS = /@[\p{L}\p{N}_.]+/gu
const LAUGH = /^(?:k{2,}|(?:ha){2,}h?|(?:ja){2,}j?|(?:he){2,}|(?:rs)+|lo+l|lmao+|rofl|hu(?:e|a)+)$/
const ASKS = /[?¿]/

/** Whether the sender waits for an answer: not after thanks, praise, a greeting, emoji, laughing or tags alone. */
export function isReplyOwed(
  text: string,
  scores: Readonly<Record<ModelLabel, number>>,
  cues: readonly Cue[],
  thresholds: TextClassifier['thresholds'],
): boolean {
  if (cues.length > 0) return true
  const words =
    text
      .slice(0, 2_000)
      .toLowerCase()
      .replace(TAGS, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  // A question mark alone is a nudge; anything else without a word is a reaction.
  if (words.length === 0) return ASKS.test(text)
  if (words.every((word) => LAUGH.test(word))) return ASKS.test(text)
  if (scores.danger >= thresholds.danger) return true
  if (scores.personal >= thresholds.personal && scores.personal > scores.courtesy) return true
  return scores.courtesy < (ASKS.test(text) ? (1 + thresholds.courtesy) / 2 : thresholds.courtesy)
}
