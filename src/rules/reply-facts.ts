import type { RoutingFacts } from '../domain/routing.ts'

import type { ApprovedWords } from '../words/choose-template.ts'

/** When a rule last said something to the contact. */
export interface RuleUse {
  readonly at: Date
  /** Until when it does not say it again; null for no such time. */
  readonly notBefore: Date | null
}

/** What is known of the contact's past with the rules. */
export interface RulePast {
  readonly isFirstContact: boolean
  /** The rule that said the last that the customer was told, within a day; null where something else was said. */
  readonly lastRule: string | null
  readonly uses: ReadonlyMap<string, RuleUse>
}

export const NO_PAST: RulePast = { isFirstContact: false, lastRule: null, uses: new Map() }

/** What rules are told of a turn. */
export interface ReplyFacts extends RoutingFacts, RulePast {
  /** The customer's own messages of the turn, one a line. */
  readonly text: string
  readonly isReplyOwed: boolean
  readonly isKnownCustomer: boolean
  readonly wantsPerson: boolean
  /** Approved words of the templates that rules name. */
  readonly approved: readonly ApprovedWords[]
  /** Since when the customer waits for a person, before this turn. */
  readonly waitingSince: Date | null
}
