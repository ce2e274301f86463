import type { Surface } from '../../domain/assessment.ts'
import type { LanguageTag } from '../../domain/language.ts'
import type { Attachment } from '../../domain/message.ts'
import type { SignalName, SignalResult } from '../../domain/signal.ts'
import type { TextModerator } from '../../inference/text-moderator.ts'
import type { FoundLink } from '../find-links.ts'
import type { Sightings } from '../open-sightings.ts'
import type { WordPatterns } from '../signal-fields.ts'

export interface SignalContext {
  readonly sightings: Sightings
  readonly clock: () => Date
  readonly models: { readonly moderator: TextModerator | null }
}

/** What every signal is given of a message, or of a bare text that is only checked. */
export interface SignalInput {
  readonly workspaceId: string
  readonly text: string
  /** The words of the text with evasion undone. */
  readonly words: readonly string[]
  readonly links: readonly FoundLink[]
  readonly wordLists: readonly WordPatterns[]
  readonly language: LanguageTag
  readonly surface: Surface
  /** The classifier's scores; null where it failed. */
  readonly labels: { readonly spam: number; readonly hate: number } | null
  readonly attachments: readonly Attachment[]
  /** Who wrote it, in which messages; null for a bare text. */
  readonly sender: {
    readonly contactId: string
    /** How many of their messages were taken away lately. */
    readonly takenAway: number
    readonly messages: readonly { readonly id: string; readonly text: string }[]
  } | null
  /** Hosts that the policy trusts, with all below them. */
  readonly allowedHosts: readonly string[]
}

/** One way to look at a message. It may throw: `runSignals` turns that into a failed result. */
export interface Signal {
  readonly name: SignalName
  readonly examine: (
    ctx: SignalContext,
    input: SignalInput,
    abort?: AbortSignal,
  ) => SignalResult | Promise<SignalResult>
}

/** A result by its aspects; throws where one is no score, so that a broken model never counts as harmless. */
export function scored(signal: SignalName, aspects: Readonly<Record<string, number>>): SignalResult {
  for (const [aspect, score] of Object.entries(aspects)) {
    if (!(score >= 0 && score <= 1)) throw new RangeError(`${signal} gave no score for ${aspect}`)
  }
  return { signal, status: 'scored', score: Math.max(0, ...Object.values(aspects)), aspects: { ...aspects } }
}

export function notExamined(signal: SignalName, reason: string): SignalResult {
  return { signal, status: 'not_examined', reason }
}
