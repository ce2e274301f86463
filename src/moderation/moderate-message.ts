import type { Assessment } from '../domain/assessment.ts'
import type { Moderation } from '../domain/decision.ts'
import type { LabelThresholds } from './read-thresholds.ts'

export interface ModerationInput {
  readonly labels: Pick<Assessment['labels'], 'spam' | 'hate'>
  readonly thresholds: Readonly<Record<'spam' | 'hate', LabelThresholds>>
  readonly isContactBlocked: boolean
  readonly isKnownCustomer: boolean
  readonly protectsKnownCustomers: boolean
  /** The message asks for a person or hints at danger. */
  readonly needsPerson: boolean
}

/**
 * What may be shown: allow, hide (a DM is filed without a reply), quarantine (held until a person looks) or block.
 * Pure; hate before spam, and whoever needs a person or is a customer is held rather than hidden.
 */
export function moderateMessage(input: ModerationInput): Moderation {
  if (input.isContactBlocked) return { action: 'block', reasons: ['contact_blocked'] }
  for (const label of ['hate', 'spam'] as const) {
    const { score } = input.labels[label]
    if (score < input.thresholds[label].review) continue
    const hold = reasonToHold(input, score < input.thresholds[label].act)
    if (hold !== null) return { action: 'quarantine', reasons: [label, hold] }
    return { action: 'hide', reasons: [label] }
  }
  return { action: 'allow', reasons: [] }
}

function reasonToHold(input: ModerationInput, isUnsure: boolean): string | null {
  if (input.needsPerson) return 'person_needed'
  if (input.isKnownCustomer && input.protectsKnownCustomers) return 'known_customer'
  return isUnsure ? 'below_act_threshold' : null
}
