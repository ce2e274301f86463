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

/** What a risk costs: where the threshold is, and what was seen there on the cases that set it. */
export interface RiskRow {
  /** The limit of the share of automatic answers that are wrong, 0–1. */
  readonly risk: number
  /** Null where the cases cannot show that the risk is kept. */
  readonly threshold: number | null
  readonly answered: number
  readonly wrong: number
  /** Upper 95% limit of the share of wrong answers; null without a threshold. */
  readonly bound: number | null
  /** Of the cases that an entry answers, how many are answered without a person. */
  readonly coverage: number
}

/** Orders candidates by how likely each answers the query, and says how likely that is. Pure: no database. */
export interface PassageRanker {
  readonly id: string
  readonly thresholds: {
    /** At or above: the entry answers the question (category faq). */
    readonly faq: number
    /** At or above: trusted to be sent without a person, where at most 5% may be wrong. */
    readonly auto: number
  }
  /** Thresholds by risk, the strictest first, from the cases that the model was calibrated on. */
  readonly risks: readonly RiskRow[]
  rank(query: RankerQuery, candidates: readonly RankerCandidate[]): RankedCandidate[]
}
