import { z } from 'zod'
import { Category, Surface } from '../domain/assessment.ts'
import type { ModerationAction } from '../domain/decision.ts'
import { LanguageTag } from '../domain/language.ts'
import { type Severity, SignalResult } from '../domain/signal.ts'
import { matchesRule } from './match-rule.ts'
import type { PolicyDocument, PolicyRule } from './policy.ts'
import { readThresholds } from './read-thresholds.ts'

/** Everything that a policy is asked about a message, and nothing else: stored, so that it can be asked again. */
export const PolicyFacts = z.object({
  signals: z.array(SignalResult),
  category: Category,
  language: LanguageTag,
  surface: Surface,
  channel: z.string().nullable(),
  isSenderBlocked: z.boolean(),
  isKnownCustomer: z.boolean(),
  threadLabels: z.array(z.string()),
  isHumanReplied: z.boolean(),
  /** The message asks for a person or hints at danger. */
  needsPerson: z.boolean(),
  /** Something is asked that somebody owes an answer to. */
  asksQuestion: z.boolean(),
  /** The classifier's operating points. */
  shipped: z.object({ spam: z.number(), hate: z.number() }),
})
export type PolicyFacts = z.infer<typeof PolicyFacts>

export interface PolicyVerdict {
  readonly action: ModerationAction
  readonly reasons: readonly string[]
  readonly severity: Severity | null
  readonly rule: string | null
  readonly queue: string | null
  /** Why nothing may be answered unseen, although it may be shown. */
  readonly unsure: readonly string[]
}

/** What asks for more wins; of two that ask for the same, the earlier one. */
const STRICTNESS: Readonly<Record<ModerationAction, number>> = {
  allow: 0,
  queue: 1,
  quarantine: 2,
  hide: 3,
  block: 4,
}

const verdict = (
  action: ModerationAction,
  reasons: readonly string[],
  more: Partial<PolicyVerdict> = {},
): PolicyVerdict => ({ action, reasons, severity: null, rule: null, queue: null, unsure: [], ...more })

/**
 * What a policy says of a message: allow, queue, quarantine (held until a person looks), hide (a DM is filed without a
 * reply) or block. Pure: the same document and facts always give the same. Whoever needs a person or is a customer is
 * held rather than hidden.
 */
export function moderateMessage(document: PolicyDocument, facts: PolicyFacts): PolicyVerdict {
  if (facts.isSenderBlocked) return verdict('block', ['contact_blocked'])
  const rule = document.rules.find((each) => matchesRule(each, facts))
  const unsure = reasonsToDoubt(document, facts)
  if (rule?.action === 'allow') return verdict('allow', [], { rule: rule.id, unsure })
  const asked = [
    ...(rule === undefined ? [] : [applyRule(document, facts, rule)]),
    judgeLabels(document, facts),
    holdUnexamined(document, facts),
  ]
  const strictest = asked.reduce((most, next) =>
    STRICTNESS[next.action] > STRICTNESS[most.action] ? next : most,
  )
  return { ...strictest, unsure }
}

function applyRule(document: PolicyDocument, facts: PolicyFacts, rule: PolicyRule): PolicyVerdict {
  const more = { severity: rule.severity, rule: rule.id }
  if (rule.action === 'queue') return verdict('queue', [rule.id], { ...more, queue: rule.queue! })
  const hold = reasonToHold(document, facts)
  if (rule.action === 'quarantine' || hold !== null) {
    return verdict('quarantine', hold === null ? [rule.id] : [rule.id, hold], more)
  }
  return verdict(rule.action === 'block_sender' ? 'block' : 'hide', [rule.id], more)
}

/** Hate before spam, by the two thresholds of each. */
function judgeLabels(document: PolicyDocument, facts: PolicyFacts): PolicyVerdict {
  const scores = facts.signals.find((result) => result.signal === 'classifier')
  if (scores?.status !== 'scored') return verdict('allow', [])
  for (const label of ['hate', 'spam'] as const) {
    const score = scores.aspects[label] ?? 0
    const { review, act } = readThresholds(
      document,
      label,
      facts.surface,
      facts.language,
      facts.shipped[label],
    )
    if (score < review) continue
    const severity = label === 'hate' ? 'high' : 'medium'
    const isUnsure = score < act
    // Nobody sees the hate, and the question reaches a person: a comment is hidden, a DM held.
    if (label === 'hate' && facts.asksQuestion && !facts.needsPerson) {
      const hides = facts.surface === 'comment' && !isUnsure && reasonToHold(document, facts) === null
      return verdict(hides ? 'hide' : 'quarantine', [label, 'question_asked'], { severity })
    }
    const hold = reasonToHold(document, facts) ?? (isUnsure ? 'below_act_threshold' : null)
    return hold === null
      ? verdict('hide', [label], { severity })
      : verdict('quarantine', [label, hold], { severity })
  }
  return verdict('allow', [])
}

function reasonToHold(document: PolicyDocument, facts: PolicyFacts): string | null {
  if (facts.needsPerson) return 'person_needed'
  return facts.isKnownCustomer && document.protect_known_customers ? 'known_customer' : null
}

function holdUnexamined(document: PolicyDocument, facts: PolicyFacts): PolicyVerdict {
  const reasons = doubtsOf(document, facts).flatMap(({ reason, wanted }) =>
    wanted === 'quarantine' ? [reason] : [],
  )
  return reasons.length === 0 ? verdict('allow', []) : verdict('quarantine', reasons, { severity: 'low' })
}

function reasonsToDoubt(document: PolicyDocument, facts: PolicyFacts): string[] {
  return doubtsOf(document, facts).flatMap(({ reason, wanted }) => (wanted === 'review' ? [reason] : []))
}

/** What nobody looked into, or could not, with what the policy wants to happen then. */
function doubtsOf(document: PolicyDocument, facts: PolicyFacts) {
  return facts.signals.flatMap((result) => {
    if (result.status === 'failed') return [{ reason: 'signal_failed', wanted: document.failed_signal }]
    if (result.status === 'scored' || result.reason !== 'not_looked_into') return []
    if (result.signal !== 'images' && result.signal !== 'voice') return []
    return [{ reason: `${result.signal}_not_examined`, wanted: document.unexamined[result.signal] }]
  })
}
