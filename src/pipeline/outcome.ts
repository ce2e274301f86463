import type { Assessment } from '../domain/assessment.ts'
import type { Moderation } from '../domain/decision.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import type { Passage } from '../domain/passage.ts'
import type { PolicyFacts } from '../moderation/moderate-message.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import type { DecisionInputs, Verdict } from './decide.ts'
import type { Turn } from './load-turn.ts'
import type { RuleRecord, Spoken } from './rule-turn.ts'

/** What came of a turn, before any of it is written. */
export interface Outcome {
  readonly turn: Turn
  readonly startedAt: Date
  readonly assessment: Assessment
  readonly moderation: Moderation
  /** What the policy was asked; null where nothing was examined. */
  readonly facts: PolicyFacts | null
  readonly draft: DraftOutcome | null
  readonly passages: readonly Passage[]
  readonly inputs: DecisionInputs
  readonly verdict: Verdict
  /** What it can be worked out from again; null where it was not worked out. */
  readonly trace: DecisionTrace | null
  /** A rule's words that go out or, as a draft, wait; null for none. */
  readonly spoken: Spoken | null
  readonly rules: RuleRecord | null
}
