import type { Surface } from '../domain/assessment.ts'
import type { LanguageTag } from '../domain/language.ts'

/**
 * What a learned model can say of a text by itself, without any knowledge base:
 * spam and hate as docs/labels.md defines them; `personal`: needs this customer's data, an action or a person
 * (order, complaint, legal threat, negotiation, job, press, wish for a person); `courtesy`: thanks, praise, greeting,
 * emoji or tags alone, so that no reply is owed; `danger`: self-harm or danger to somebody; `toxic`: obscene, insulting or
 * aggressive, hateful or not: what a moderator may want to see, and no ground to hold a customer's message by itself.
 */
export const MODEL_LABELS = ['spam', 'hate', 'personal', 'courtesy', 'danger', 'toxic'] as const
export type ModelLabel = (typeof MODEL_LABELS)[number]

export interface ClassifierInput {
  readonly text: string
  readonly language: LanguageTag
  readonly surface: Surface
}

/** A span of the text as given (UTF-16 offsets) and the log-odds it added. */
export interface LabelEvidence {
  readonly label: ModelLabel
  readonly cue: string
  readonly start: number
  readonly end: number
  readonly weight: number
}

export interface ClassifierOutput {
  /** Calibrated probabilities, 0–1. */
  readonly scores: Readonly<Record<ModelLabel, number>>
  readonly evidence: readonly LabelEvidence[]
}

export interface TextClassifier {
  /** Stored with every decision. */
  readonly id: string
  /** Thresholds at the operating point that the model was shipped with, by label. */
  readonly thresholds: Readonly<Record<ModelLabel, number>>
  /** One output per input, in order. */
  classify(inputs: readonly ClassifierInput[], signal?: AbortSignal): Promise<ClassifierOutput[]>
}
