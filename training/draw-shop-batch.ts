import { pick, type Random } from '../src/evals/make-random.ts'
import { isJudged, type ShopFile } from './measure-shop.ts'
import { type Batch, DROPOUT, encodeNoisy } from './retrieval-contrastive.ts'
import type { GroupText } from './retrieval-data.ts'
import type { Synonyms } from './retrieval-synonyms.ts'
import { encodeText, type LearningTable } from './retrieval-vectors.ts'

/** A whole business to learn from: its entries, each with what people asked for it, and what none of them answers. */
export interface AskedShop {
  readonly entries: readonly {
    /** Question, variants and answer. */
    readonly texts: readonly GroupText[]
    readonly asks: readonly GroupText[]
  }[]
  readonly unanswered: readonly GroupText[]
}

export function toAskedShop({ entries, messages }: ShopFile): AskedShop {
  const judged = messages.filter(isJudged)
  const asked = (externalId: string | null) =>
    judged
      .filter(({ expected }) => expected === externalId)
      .map(({ text, lang }) => ({ text, language: lang }))
  return {
    entries: entries.map(({ external_id, question, variants = [], answer, language }) => ({
      texts: [question, ...variants, answer].map((text) => ({ text, language })),
      asks: asked(external_id),
    })),
    unanswered: asked(null),
  }
}

/**
 * One ask of each entry of a business, to be told from those of its other entries and from what none of them answers. An
 * entry that nobody asked for is told by its own question and answer.
 */
export function drawShopBatch(
  table: LearningTable,
  { entries, unanswered }: AskedShop,
  synonyms: Synonyms,
  random: Random,
): Batch {
  const encode = (text: GroupText) => encodeNoisy(table, text, synonyms, random)
  const batch: Batch = { left: [], right: [], others: unanswered.map(encode) }
  for (const { texts, asks } of entries) {
    const first = pick(texts, random)
    const wanted = asks.length > 0 ? asks : texts.filter((text) => text !== first)
    batch.left.push(encodeText(table, first.text, DROPOUT, random))
    batch.right.push(encode(pick(wanted, random)))
  }
  return batch
}
