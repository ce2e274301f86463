import type { MatchedBy } from './passage.ts'
import type { RuleEffect } from './reply-rules.ts'
import type { SignalResult } from './signal.ts'
import type { AnswerFrame } from './template.ts'

/** A passage as it was found; what the entry said then stands under its version. */
export interface FoundPassage {
  readonly entry: string
  readonly version: number
  readonly score: number
  readonly confidence: number
  readonly matchedBy: readonly MatchedBy[]
}

/**
 * What a turn was told by what was around it: all that its decision cannot be worked out again without, and nothing that
 * is worked out. It quotes nobody: messages and replies are named by their ids, entries by their versions.
 */
export interface DecisionTrace {
  readonly messages: readonly string[]
  /** Earlier messages that the turn answered as well. */
  readonly carried: readonly string[]
  /** What was said before, oldest first: messages, and drafts that were sent. */
  readonly history: readonly { readonly id: string; readonly from: 'customer' | 'shop' }[]
  readonly contactName: string | null
  readonly settings: {
    readonly tone: 'friendly' | 'neutral' | 'formal'
    readonly greeting: string | null
    readonly orderMasks: readonly string[]
  }
  readonly circumstances: {
    readonly mode: 'off' | 'shadow' | 'draft' | 'auto'
    readonly disposition: 'live' | 'backfill' | 'stale'
    readonly isStopped: boolean
    readonly isAiSilenced: boolean
    /** A person answered in the episode: what the policy is asked, where a claim alone silences too. */
    readonly isHumanReplied: boolean
    readonly isAwaitingHuman: boolean
    readonly isLoop: boolean
    readonly isOptedOut: boolean
    readonly isSenderBlocked: boolean
    readonly isKnownCustomer: boolean
    readonly threadLabels: readonly string[]
  }
  readonly policy: string
  /** Revision of the knowledge. */
  readonly knowledge: number
  readonly searches: readonly {
    readonly question: number
    readonly reading: 'alone' | 'inThread' | 'narrow'
    readonly found: readonly FoundPassage[]
  }[]
  /** Signals that looked at more than the message itself. */
  readonly signals: readonly SignalResult[]
  /** The chat provider that was configured, and what it answered; null where it was not asked. */
  readonly provider: { readonly model: string; readonly fence: string; readonly answer: unknown } | null
  /** Whom the classifier could ask where it was unsure, and what was answered; null where nobody. */
  readonly opinion: {
    readonly second: string
    readonly answer: Readonly<Record<string, boolean>> | null
  } | null
  /** What a rule did in place of a draft. */
  readonly rule: RuleEffect | null
  /** The approved words that the answer was put into. */
  readonly frame: AnswerFrame | null
  /** Null where nothing may go out by itself; `not_asked` where no draft was made. */
  readonly autoThreshold: number | null | 'not_asked'
}
