import type { Surface } from '../src/domain/assessment.ts'
import type { LanguageTag } from '../src/domain/language.ts'
import { MODEL_LABELS, type ModelLabel } from '../src/inference/text-classifier.ts'

/** `suite`: a row of evals/, which no fit and no choice of a setting has seen. */
export type Fold = 'train' | 'validation' | 'test' | 'suite'

/** A text with what its source says of some labels: a probability, since votes differ, and how much it counts. */
export interface Row {
  readonly text: string
  readonly language: LanguageTag
  /** The source, for instance `tupy_pt` or `own_hate`. */
  readonly set: string
  /** Rows of one group never stand on both sides of a split. */
  readonly group: string
  /** Finer name within the set, for reports: a family, a category. */
  readonly kind: string
  readonly targets: Readonly<Partial<Record<ModelLabel, Target>>>
  /** The sentence before its slots were filled, where it has any. */
  readonly frame?: string
}

export interface Target {
  /** Probability that the label holds, 0–1. */
  readonly value: number
  readonly weight: number
}

/** Where a row was written, or would be; null where it may stand in a comment as well as in a private message. */
export function surfaceOf({ set, group }: Row): Surface | null {
  if (/^(youtube|scamspot|tupy|told_br|davidson|olid_br|hatemoji|suite_hate|suite_identity)/.test(set))
    return 'comment'
  if (/^(sms_spam|bitext|banking|clinc|hint3|own_intents|suite_spam|suite_danger)/.test(set)) return 'dm'
  if (group.startsWith('line:spam:')) return group.startsWith('line:spam:comments') ? 'comment' : 'dm'
  return null
}

/** Targets from plain numbers, all of one weight. */
export function targets(values: Partial<Record<ModelLabel, number>>, weight = 1): Row['targets'] {
  const found: Partial<Record<ModelLabel, Target>> = {}
  for (const label of MODEL_LABELS) {
    const value = values[label]
    if (value !== undefined) found[label] = { value, weight }
  }
  return found
}
