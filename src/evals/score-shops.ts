import { CATEGORIES, type Category } from '../domain/assessment.ts'
import type { ShopResult } from './run-shop.ts'

/** A share with the counts it comes from; null where there is nothing to count. */
export interface Share {
  readonly hits: number
  readonly of: number
}

export interface ShopScores {
  /** The right entry first, and among the first three, for messages that an entry answers. */
  readonly recallAt1: Share
  readonly recallAt3: Share
  /** Unweighted mean of the four categories' F1, over the categories that occur; 0–1. */
  readonly macroF1: number
  /** Answerable messages that were answered without a person. */
  readonly coverage: Share
  /** Automatic replies that were wrong: another entry, or a message that none answers. */
  readonly autoErrors: Share
  /** Messages that no entry answers and that got an automatic reply all the same. */
  readonly answeredUnanswerable: Share
  /** Spam and hate that got any reply. */
  readonly answeredAbuse: Share
  /** Spam and hate that was hidden or held. */
  readonly abuseCaught: Share
  /** Customers' messages that were hidden or held. */
  readonly customersHeld: Share
  readonly replyOwed: Share
}

export function scoreShops(results: readonly ShopResult[]): ShopScores {
  const share = (hits: (result: ShopResult) => boolean, among: (result: ShopResult) => boolean): Share => {
    const counted = results.filter(among)
    return { hits: counted.filter(hits).length, of: counted.length }
  }
  return {
    recallAt1: share((result) => isFound(result, 1), isAnswerable),
    recallAt3: share((result) => isFound(result, 3), isAnswerable),
    macroF1: macroF1(results),
    coverage: share(isAuto, isAnswerable),
    autoErrors: share((result) => !isRight(result), isAuto),
    answeredUnanswerable: share(isAuto, (result) => !isAnswerable(result) && !isAbuse(result)),
    answeredAbuse: share((result) => result.decision.draft !== null, isAbuse),
    abuseCaught: share(isHeld, isAbuse),
    customersHeld: share(isHeld, (result) => !isAbuse(result)),
    replyOwed: share(
      (result) => (result.decision.reasons[0] === 'no_reply_owed') === !result.message.reply_owed,
      (result) => !isAbuse(result),
    ),
  }
}

const isAnswerable = ({ message }: ShopResult) => message.expected !== null
const isAbuse = ({ message }: ShopResult) => message.category === 'spam' || message.category === 'hate'
const isAuto = ({ decision }: ShopResult) => decision.route === 'auto_reply'
const isHeld = ({ decision }: ShopResult) => decision.route === 'hide' || decision.route === 'quarantine'

function isFound({ message, found }: ShopResult, depth: number): boolean {
  return found.slice(0, depth).some((passage) => passage.entry.external_id === message.expected)
}

function isRight({ message, decision }: ShopResult): boolean {
  return decision.draft!.citations.some((citation) => citation.external_id === message.expected)
}

function macroF1(results: readonly ShopResult[]): number {
  const scores = CATEGORIES.flatMap((category) => f1(results, category) ?? [])
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

/** Null where the category neither occurs nor is predicted. */
function f1(results: readonly ShopResult[], category: Category): number | null {
  const predicted = results.filter((result) => result.decision.category === category)
  const actual = results.filter((result) => result.message.category === category)
  const right = predicted.filter((result) => result.message.category === category).length
  return predicted.length + actual.length === 0 ? null : (2 * right) / (predicted.length + actual.length)
}
