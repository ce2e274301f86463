import { LANGUAGES } from '../src/domain/language.ts'
import { makeRandom, shuffle } from '../src/evals/make-random.ts'
import { readTerms } from '../src/inference/embedded/analyse-text.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import { PROTOTYPES_PER_INTENT } from '../src/inference/embedded/match-intents.ts'
import type { RankerWeights } from '../src/inference/embedded/rank-passages.ts'
import { splitWords } from '../src/inference/embedded/split-words.ts'
import { hashWord, textFeatures } from '../src/inference/embedded/text-features.ts'
import { type Group, type Intent, toGroup } from './retrieval-data.ts'
import { addNoise } from './retrieval-noise.ts'

type ContextWeights = Pick<RankerWeights, 'prototypes' | 'rarity' | 'specificity'>

/** What the ranker knows beside its networks, from these intents and their look-alikes. */
export function learnContext(embedder: EmbeddedEmbedder, intents: readonly Intent[]): ContextWeights {
  const groups = intents.map(toGroup)
  return {
    prototypes: meanVectors(embedder, groups),
    rarity: countRarity(groups),
    specificity: learnSpecificity(intents),
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

const PLACES = 8192

/** Logistic regression on hashed features: asks that any customer may make against matters of one customer. */
function learnSpecificity(intents: readonly Intent[]): Float32Array {
  const random = makeRandom(5)
  const rows = intents.flatMap((intent) => {
    const general = toGroup(intent).texts.filter(
      ({ text }) =>
        intent.asks.pt.includes(text) || intent.asks.es.includes(text) || intent.asks.en.includes(text),
    )
    const near = LANGUAGES.flatMap((l) => intent.unanswered[l].map((text) => ({ text, language: l })))
    const specific = LANGUAGES.flatMap((l) => intent.specific[l].map((text) => ({ text, language: l })))
    return [
      ...general.map((text) => ({ text, label: 0, weight: 0.3 })),
      ...near.map((text) => ({ text, label: 0, weight: 1 })),
      ...specific.map((text) => ({ text, label: 1, weight: 1.5 })),
    ]
  })
  const weights = new Float32Array(PLACES + 1)
  for (let epoch = 0; epoch < 8; epoch += 1) {
    for (const row of shuffle(rows, random)) {
      const { hashes } = textFeatures(splitWords(addNoise(row.text, random)))
      const scale = 1 / Math.sqrt(hashes.length || 1)
      const score =
        hashes.reduce((sum, hash) => sum + weights[hash & (PLACES - 1)]!, 0) * scale + weights[PLACES]!
      const push = (0.5 / (1 + epoch * 0.3)) * row.weight * (row.label - 1 / (1 + Math.exp(-score)))
      weights[PLACES]! += push * 0.1
      for (const hash of hashes) weights[hash & (PLACES - 1)]! += push * scale
    }
  }
  return weights
}
