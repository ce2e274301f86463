import type { Language, LanguageTag } from '../domain/language.ts'

export interface RankerQuery {
  readonly text: string
  readonly language: LanguageTag
  readonly embedding: Float32Array
  /** Id of the embedder that made this embedding and the candidates'. */
  readonly embedder: string
}

/** A knowledge entry that search found, with all that it can be compared by. Embeddings are of unit length. */
export interface RankerCandidate {
  readonly language: Language
  readonly question: string
  readonly answer: string
  readonly variants: readonly string[]
  readonly questionEmbedding: Float32Array
  readonly answerEmbedding: Float32Array
  readonly variantEmbeddings: readonly Float32Array[]
}

export interface RankedCandidate {
  /** Position in the candidates as given. */
  readonly index: number
  /** Ranking score; comparable within one call only. */
  readonly score: number
  /** Calibrated probability that the entry answers the query, 0–1. */
  readonly confidence: number
}

/** Orders candidates by how likely each answers the query, and says how likely that is. Pure: no database. */
export interface PassageRanker {
  readonly id: string
  readonly thresholds: {
    /** At or above: the entry answers the question (category faq). */
    readonly faq: number
    /** At or above: trusted to be sent without a person, at the risk that the model was shipped with. */
    readonly auto: number
  }
  rank(query: RankerQuery, candidates: readonly RankerCandidate[]): RankedCandidate[]
}
