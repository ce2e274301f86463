import type { Embedder } from '../embedder.ts'
import type { PassageRanker } from '../passage-ranker.ts'

/** Hashed trigrams: what stands in for the trained embedder as long as models/ does not hold one. */
export const placeholderEmbedder: Embedder = {
  id: 'hash-0',
  dimensions: 128,
  embed: async (texts) => texts.map(hashVector),
}

/** Cosine alone. */
export const placeholderRanker: PassageRanker = {
  id: 'cosine-0',
  thresholds: { faq: 0.5, auto: 0.7 },
  rank: (query, candidates) =>
    candidates
      .map((candidate, index) => {
        const all = [candidate.questionEmbedding, ...candidate.variantEmbeddings]
        const score = Math.max(...all.map((e) => e.reduce((sum, x, i) => sum + x * query.embedding[i]!, 0)))
        return { index, score, confidence: Math.min(1, Math.max(0, score)) }
      })
      .sort((a, b) => b.score - a.score),
}

function hashVector(text: string): Float32Array {
  const out = new Float32Array(128)
  const plain = ` ${text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')} `
  for (let i = 0; i + 3 <= plain.length; i += 1) {
    let h = 2166136261
    for (const ch of plain.slice(i, i + 3)) h = Math.imul(h ^ ch.codePointAt(0)!, 16777619)
    out[(h >>> 0) % 128]! += 1
  }
  const norm = Math.hypot(...out) || 1
  return out.map((x) => x / norm)
}
