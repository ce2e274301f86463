import { LANGUAGES } from '../src/domain/language.ts'
import { readTerms } from '../src/inference/embedded/analyse-text.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import { PROTOTYPES_PER_INTENT } from '../src/inference/embedded/match-intents.ts'
import type { RankerWeights } from '../src/inference/embedded/rank-passages.ts'
import { hashWord } from '../src/inference/embedded/text-features.ts'
import { learnAnswerability } from './learn-answerability.ts'
import type { ShopFile } from './measure-shop.ts'
import { type Group, type Intent, toGroup } from './retrieval-data.ts'

type ContextWeights = Pick<RankerWeights, 'prototypes' | 'rarity' | 'answerability'>

/** What the ranker knows beside its networks, from these intents and businesses. */
export function learnContext(
  embedder: EmbeddedEmbedder,
  intents: readonly Intent[],
  shops: readonly ShopFile[],
): ContextWeights {
  const groups = intents.map(toGroup)
  return {
    prototypes: meanVectors(embedder, groups),
    rarity: countRarity(groups),
    answerability: learnAnswerability(intents, shops),
  }
}

/** Per group the mean of its texts in each language, and of all, as unit vectors of the subject alone. */
function meanVectors(embedder: EmbeddedEmbedder, groups: readonly Group[]): Float32Array {
  const d = embedder.meaningAt
  const out = new Float32Array(groups.length * PROTOTYPES_PER_INTENT * d)
  for (const [i, group] of groups.entries()) {
    const vectors = group.texts.map(({ text, language }) => ({ language, vector: embedder.embedOne(text) }))
    for (const [j, language] of [...LANGUAGES, null].entries()) {
      const at = (i * PROTOTYPES_PER_INTENT + j) * d
      const own = out.subarray(at, at + d)
      for (const { language: other, vector } of vectors) {
        if (language === null || language === other) for (let k = 0; k < d; k += 1) own[k]! += vector[k]!
      }
      const length = Math.hypot(...own) || 1
      for (let k = 0; k < d; k += 1) own[k]! /= length
    }
  }
  return out
}

/** 1 for a term of one text only, falling to 0 with the logarithm of how many texts have it. */
function countRarity(groups: readonly Group[]): Map<number, number> {
  const counts = new Map<number, number>()
  let texts = 0
  for (const group of groups) {
    for (const { text, language } of group.texts) {
      texts += 1
      for (const term of readTerms(text, language)) {
        const hash = hashWord(term)
        counts.set(hash, (counts.get(hash) ?? 0) + 1)
      }
    }
  }
  const most = Math.log(texts + 1)
  return new Map([...counts].map(([hash, n]) => [hash, Math.min(1, Math.log((texts + 1) / n) / most)]))
}
