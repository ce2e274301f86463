import type { Language } from '../src/domain/language.ts'
import type { EmbeddedEmbedder } from '../src/inference/embedded/embed-text.ts'
import type { RankerCandidate } from '../src/inference/passage-ranker.ts'

/** As many as src/knowledge/search-passages.ts hands to the ranker. */
const CANDIDATES = 20
const RRF_K = 60

export interface EmbeddedEntry {
  readonly question: string
  readonly answer: string
  readonly variants: readonly string[]
  readonly language: Language
}

export function toCandidates(
  embedder: EmbeddedEmbedder,
  entries: readonly EmbeddedEntry[],
): RankerCandidate[] {
  return entries.map(({ question, answer, variants, language }) => ({
    language,
    question,
    answer,
    variants,
    questionEmbedding: embedder.embedOne(question),
    answerEmbedding: embedder.embedOne(answer),
    variantEmbeddings: variants.map((text) => embedder.embedOne(text)),
  }))
}

export function toDocument(entry: EmbeddedEntry): string {
  return [entry.question, ...entry.variants, entry.answer].join(' ')
}

/** Reciprocal rank fusion of the two searches. */
export function fuse(
  visible: readonly number[],
  byText: readonly number[],
  byVector: readonly number[],
): number[] {
  const fused = new Map<number, number>()
  for (const scores of [byText, byVector]) {
    const order = visible
      .filter((i) => scores === byVector || scores[i]! > 0)
      .sort((a, b) => scores[b]! - scores[a]!)
    for (const [rank, i] of order.entries()) fused.set(i, (fused.get(i) ?? 0) + 1 / (RRF_K + rank + 1))
  }
  return [...fused]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, CANDIDATES)
    .map(([i]) => i)
}

export function nearest(candidate: RankerCandidate, embedding: Float32Array): number {
  const all = [candidate.questionEmbedding, candidate.answerEmbedding, ...candidate.variantEmbeddings]
  return Math.max(...all.map((vector) => vector.reduce((sum, x, k) => sum + x * embedding[k]!, 0)))
}

/** How many score higher, ties counting against the later; -1 where nothing is expected. */
export function placeOf(scores: readonly number[], expected: number): number {
  if (expected < 0) return -1
  const own = scores[expected]!
  return scores.filter((score, i) => score > own || (score === own && i < expected)).length
}
