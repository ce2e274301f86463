import type { DraftOutcome } from './draft-request.ts'

/** A reply before it is checked, whoever wrote it. */
export interface Proposal {
  readonly kind: 'proposed'
  readonly text: string
  /** Ids of knowledge entries; may name some that were never retrieved. */
  readonly citedIds: readonly string[]
  readonly answersAll: boolean
  /** What the author says it wrote in; null where it says nothing. */
  readonly claimedLanguage: string | null
  readonly promptVersion: string | null
  /** A placeholder for personal data is left in the text, or was made up. */
  readonly isUnresolved: boolean
  /** It stands in the workspace's approved words. */
  readonly isFramed: boolean
  /** It repeats the prompt that it was made with. */
  readonly isLeak: boolean
}

export type ProposalOutcome = Proposal | Extract<DraftOutcome, { kind: 'none' }>
