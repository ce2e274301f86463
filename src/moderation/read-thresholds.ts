import type { Surface } from '../domain/assessment.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { PolicyDocument } from './policy.ts'

export interface LabelThresholds {
  readonly review: number
  readonly act: number
}

/** The thresholds that hold for a label on a surface in a language; `shipped` is the classifier's operating point. */
export function readThresholds(
  document: PolicyDocument,
  label: 'spam' | 'hate',
  surface: Surface,
  language: LanguageTag,
  shipped: number,
): LabelThresholds {
  const base = document[label][surface]
  const own = language === 'und' ? undefined : document[label].languages[language]
  const review = own?.review ?? base.review ?? shipped
  return { review, act: Math.max(review, own?.act ?? base.act) }
}
