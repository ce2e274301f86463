import type { Language } from '../src/domain/language.ts'
import { LANGUAGES } from '../src/domain/language.ts'
import { pick, type Random, shuffle } from '../src/evals/make-random.ts'
import type { GroupText, Intent } from './retrieval-data.ts'
import { addNoise } from './retrieval-noise.ts'
import type { Fold } from './retrieval-split.ts'

export interface ShopEntry {
  readonly intent: Intent
  readonly question: string
  readonly answer: string
  readonly variants: readonly string[]
  readonly language: Language
}

export interface ShopQuery {
  readonly text: string
  readonly language: Language
  /** Index of the entry that answers, or -1. */
  readonly expected: number
  /** Entries that may well answer too and are not shown to this query. */
  readonly hidden: ReadonlySet<number>
}

export interface Shop {
  readonly entries: readonly ShopEntry[]
  readonly queries: readonly ShopQuery[]
}

/** Shops with entries in two or three languages. */
const MIXED_SHARE = 0.15
/** Shops that have only just begun: one entry to a dozen. */
const SMALL_SHARE = 0.3
/** Asks in a language that the shop has no entries in. */
const FOREIGN_ASKS = 0.15

/** Draws a shop: 1–60 intents in one or more languages, worded with texts that the fold's embedder has not learned from. */
export function drawShop(
  intents: readonly Intent[],
  fold: Fold,
  strangers: { readonly outOfScope: readonly GroupText[]; readonly overlaps: readonly (readonly string[])[] },
  random: Random,
): Shop {
  const languages = shuffle(LANGUAGES, random).slice(
    0,
    random() < MIXED_SHARE ? 2 + Math.floor(random() * 2) : 1,
  )
  const isSmall = random() < SMALL_SHARE
  const size = isSmall
    ? 1 + Math.floor(random() * 13)
    : 15 + Math.floor(random() * Math.min(46, intents.length * 0.7 - 15))
  const order = shuffle(intents, random)
  const entries = order.slice(0, size).flatMap((intent) => {
    const own = languages.filter((_, i) => i === 0 || random() < 0.6)
    return own.map((language) => drawEntry(intent, language, fold, random))
  })
  const queries: ShopQuery[] = []
  for (const [index, { intent, language }] of entries.entries()) {
    queries.push(...drawAsks(intent, index, language, languages.length > 1 ? 0 : FOREIGN_ASKS, fold, random))
    queries.push(...drawNear(intent, entries, language, random))
  }
  for (const intent of order.slice(size, size + Math.ceil(size / 2) + (isSmall ? 3 : 0))) {
    const language = pick(languages, random)
    const text = addNoise({ text: pick(unseenAsks(intent, language, fold), random), language }, random)
    const near = strangers.overlaps.filter((group) => group.includes(intent.id)).flat()
    const hidden = new Set(entries.flatMap((entry, i) => (near.includes(entry.intent.id) ? [i] : [])))
    queries.push({ text, language, expected: -1, hidden })
  }
  const foreign = strangers.outOfScope.filter((row) => languages.includes(row.language))
  for (let i = 0; i < size / 10 && foreign.length > 0; i += 1) {
    queries.push({ ...pick(foreign, random), expected: -1, hidden: new Set() })
  }
  return { entries, queries }
}

/** Asks that the fold's embedder has not learned from. */
export function unseenAsks(intent: Intent, language: Language, fold: Fold): readonly string[] {
  const asks = intent.asks[language]
  if (fold.isNovel(intent)) return asks
  const unseen = asks.filter((ask) => fold.isHeldOut(ask))
  return unseen.length > 0 ? unseen : asks.slice(-1)
}

function drawEntry(intent: Intent, language: Language, fold: Fold, random: Random): ShopEntry {
  const isNovel = fold.isNovel(intent)
  const free = (texts: readonly string[]) => {
    const unseen = texts.filter((text) => isNovel || fold.isHeldOut(text))
    return unseen.length > 0 ? unseen : texts
  }
  const canonical = intent.question[language]
  const isFree = isNovel || fold.isHeldOut(canonical)
  const asks = shuffle(unseenAsks(intent, language, fold), random)
  const question = isFree || random() < 0.3 || asks.length < 3 ? canonical : asks.pop()!
  const count = random() < 0.6 ? 0 : Math.floor(random() * Math.min(3, asks.length - 1))
  return {
    intent,
    language,
    question,
    answer: pick(free(intent.answers[language]), random),
    variants: asks.slice(0, Math.max(0, count)),
  }
}

function drawAsks(
  intent: Intent,
  expected: number,
  language: Language,
  foreignShare: number,
  fold: Fold,
  random: Random,
): ShopQuery[] {
  const queries = shuffle(unseenAsks(intent, language, fold), random).slice(0, 2)
  const isOther = random() < foreignShare
  const other = isOther ? pick(LANGUAGES, random) : language
  if (isOther) queries[0] = pick(unseenAsks(intent, other, fold), random)
  return queries.map((ask, i) => {
    const own = i === 0 ? other : language
    const text = random() < 0.5 ? ask : addNoise({ text: ask, language: own }, random)
    return { text, language: own, expected, hidden: new Set<number>() }
  })
}

/** Look-alikes of an entry. Its neighbours on the same subject might answer them, so those stay out of sight. */
function drawNear(
  intent: Intent,
  entries: readonly ShopEntry[],
  language: Language,
  random: Random,
): ShopQuery[] {
  const subject = intent.id.split('.')[0]
  const hidden = new Set(
    entries.flatMap((entry, i) =>
      entry.intent !== intent && entry.intent.id.split('.')[0] === subject ? [i] : [],
    ),
  )
  const near: ShopQuery[] = []
  const add = (texts: readonly string[]) => {
    if (texts.length > 0) near.push({ text: pick(texts, random), language, expected: -1, hidden })
  }
  if (random() < 0.5) add(intent.unanswered[language])
  if (random() < 0.4) add(intent.specific[language])
  return near
}
