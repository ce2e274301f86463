import type { LanguageTag } from '../domain/language.ts'
import type { LabelEvidence, ModelLabel } from '../inference/text-classifier.ts'

/** A plain word of the text that decides a route by itself, whatever the model says. */
export const CUES = ['wants_human', 'danger', 'legal_threat', 'complaint', 'order_reference'] as const
export type CueKind = (typeof CUES)[number]

export interface Cue {
  readonly kind: CueKind
  readonly cue: string
  /** UTF-16 offsets into the text as given. */
  readonly start: number
  readonly end: number
}

/** What a text is, by itself: no knowledge base and no database was asked. */
export interface Classification {
  readonly language: { readonly tag: LanguageTag; readonly score: number }
  /** Calibrated probabilities, 0–1. */
  readonly scores: Readonly<Record<ModelLabel, number>>
  readonly cues: readonly Cue[]
  readonly evidence: readonly LabelEvidence[]
  /** False for thanks, praise, greetings, emoji or tags alone. */
  readonly isReplyOwed: boolean
}

export interface ClassificationInput {
  readonly text: string
  readonly surface: 'dm' | 'comment'
  /** BCP 47 tag that the sender's platform believes in; decides only where the text itself does not. */
  readonly languageHint: string | null
}
