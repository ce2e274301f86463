import { LANGUAGES } from '../src/domain/language.ts'
import { type Group, type Intent, shareOf, toGroup } from './retrieval-data.ts'

export const FOLDS = 3

/** What one fold's embedder may see, and what is kept from it. */
export interface Fold {
  /** Training groups: intents of the other folds, without the texts held out of them. */
  readonly seen: Group[]
  /** Intents of which nothing was seen. */
  readonly isNovel: (intent: Intent) => boolean
  /** Whether this text of a seen intent was held out. */
  readonly isHeldOut: (text: string) => boolean
}

/** Share of the asks, questions and answers of seen intents that no fold's embedder learns from. */
const HELD_OUT = 0.34

/**
 * Splits by whole intents (a quarter in each fold) and, within seen intents, by text: a third of the asks, half of
 * the canonical questions and a third of the answers (each answer is another business's) are held out.
 */
export function splitFold(intents: readonly Intent[], fold: number): Fold {
  const order = new Map(
    [...intents].sort((a, b) => shareOf(a.id) - shareOf(b.id)).map((intent, i) => [intent.id, i]),
  )
  const isNovel = (intent: Intent) => order.get(intent.id)! % FOLDS === fold
  const isHeldOut = (text: string) => (shareOf(text) + fold / FOLDS) % 1 < HELD_OUT
  const seen = intents
    .filter((intent) => !isNovel(intent))
    .map((intent) => {
      const group = toGroup(intent)
      const keep = ({ text }: { text: string }) => !isHeldOut(text)
      return { ...group, texts: group.texts.filter(keep), lookAlikes: group.lookAlikes.filter(keep) }
    })
  return { seen, isNovel, isHeldOut }
}

/** Asks of all languages, for counting. */
export function countAsks(intents: readonly Intent[]): number {
  return intents.reduce((sum, intent) => sum + LANGUAGES.reduce((n, l) => n + intent.asks[l].length, 0), 0)
}
