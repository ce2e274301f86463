import type { CheckFailure, Citation } from '../domain/draft.ts'
import type { Language } from '../domain/language.ts'
import type { Passage } from '../domain/passage.ts'
import type { AnswerFrame } from '../domain/template.ts'
import type { ChatFailure } from '../inference/chat-model.ts'

/** One thing that the customer asks, with the passage that would answer it. */
export interface Question {
  readonly text: string
  /** The best passage that is trusted to answer it; null where the knowledge has none. */
  readonly passage: Passage | null
}

/** All that a draft is made from; the responder fetches nothing itself. */
export interface DraftRequest {
  readonly language: Language
  /** The customer's words of this turn. */
  readonly text: string
  /** Earlier messages of the episode, oldest first. */
  readonly history: readonly { readonly from: 'customer' | 'shop'; readonly text: string }[]
  readonly questions: readonly Question[]
  /** Everything retrieved for the turn, best first: a draft may cite these and nothing else. */
  readonly passages: readonly Passage[]
  readonly tone: 'friendly' | 'neutral' | 'formal'
  /** The workspace's own words before an answer; null for the built-in ones. */
  readonly greeting: string | null
  /** Approved words around a first answer; null where the workspace has none. */
  readonly frame: AnswerFrame | null
  readonly contactName: string | null
  /** The workspace's forms of order numbers, which leave no more than names do. */
  readonly orderMasks: readonly string[]
  /** Drawn for this request: marks where data begins and ends, and no text that came before can know it. */
  readonly fence: string
}

/** Why no draft was made. */
export type NoDraftReason = 'no_answer' | 'entry_other_language' | ChatFailure

export interface DraftReply {
  readonly text: string
  readonly language: Language
  readonly citations: readonly Citation[]
  /** Probability that the reply is right, 0–1. */
  readonly confidence: number
  /** `id@version` of the prompt; null where no prompt was used. */
  readonly promptVersion: string | null
  /** The approved words that it was put into. */
  readonly frame: AnswerFrame | null
  /** Empty when every check passed. */
  readonly failures: readonly CheckFailure[]
}

export type DraftOutcome =
  /** `isPartial`: at least one question stays open, so a person must go on from it. */
  | { readonly kind: 'drafted'; readonly reply: DraftReply; readonly isPartial: boolean }
  /** `citations`: what a person should look at, where something was found all the same. */
  | {
      readonly kind: 'none'
      readonly reason: NoDraftReason
      readonly citations: readonly Citation[]
      readonly promptVersion: string | null
    }
