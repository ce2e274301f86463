import { compileCalendar } from '../clocks/compile-calendar.ts'
import { type ConditionClocks, findFailed } from '../clocks/find-failed.ts'
import { nextOpening } from '../clocks/next-opening.ts'
import { plainRequest } from '../domain/plain-words.ts'
import type { ReplyConditions, ReplyMoment, ReplyRule, ReplyRulesDocument } from '../domain/reply-rules.ts'
import type { RuleTrace } from '../domain/routing.ts'
import { chooseWords } from './choose-words.ts'
import type { ReplyFacts } from './reply-facts.ts'

export interface Choice {
  /** The rule that speaks; null where none does. */
  readonly rule: ReplyRule | null
  /** Until when it keeps silent after that; null for no such time. */
  readonly notBefore: Date | null
  /** Every rule of the moment up to the one that fired, with what kept each earlier one from it. */
  readonly trace: readonly RuleTrace[]
}

type Failed = RuleTrace['failed'][number]

/** The first rule of a moment whose conditions all hold and that may still say it. Pure and total. */
export function chooseRule(
  { rules }: ReplyRulesDocument,
  moment: ReplyMoment,
  facts: ReplyFacts,
  clocks: ConditionClocks,
  now: Date,
): Choice {
  const trace: RuleTrace[] = []
  for (const rule of rules.filter((one) => one.moment === moment)) {
    const failed = [
      ...findUnlike(rule.when, facts),
      ...findFailed(rule.when, facts, clocks, now),
      ...findSpent(rule, facts, now),
      ...findSpeechless(rule, facts),
    ]
    trace.push({ rule: rule.name, fired: failed.length === 0, failed })
    if (failed.length === 0) return { rule, notBefore: silentUntil(rule, clocks, now), trace }
  }
  return { rule: null, notBefore: null, trace }
}

/** The conditions that rules have beside those of routing. What the customer wrote stays out of traces. */
function findUnlike(when: ReplyConditions, facts: ReplyFacts): Failed[] {
  const { words, after, is_first_contact, is_reply_owed, is_known_customer, wants_person } = when
  const failed: Failed[] = []
  const ask = (condition: string, wanted: unknown, found: unknown, holds: boolean) => {
    if (wanted !== undefined && !holds) failed.push({ condition, wanted, found })
  }
  const said = words === undefined ? '' : plainRequest(facts.text)
  ask('words', words, 'other words', words?.some((word) => plainRequest(word) === said) ?? true)
  ask('after', after, facts.lastRule, facts.lastRule !== null && (after?.includes(facts.lastRule) ?? true))
  ask('is_first_contact', is_first_contact, facts.isFirstContact, is_first_contact === facts.isFirstContact)
  ask('is_reply_owed', is_reply_owed, facts.isReplyOwed, is_reply_owed === facts.isReplyOwed)
  ask(
    'is_known_customer',
    is_known_customer,
    facts.isKnownCustomer,
    is_known_customer === facts.isKnownCustomer,
  )
  ask('wants_person', wants_person, facts.wantsPerson, wants_person === facts.wantsPerson)
  return failed
}

/** What is said once was said already. */
function findSpent({ name, once }: ReplyRule, { uses, waitingSince }: ReplyFacts, now: Date): Failed[] {
  const use = uses.get(name)
  if (once === null || use === undefined) return []
  const isSpent =
    once === 'contact' ||
    (once === 'absence' && use.notBefore !== null && use.notBefore > now) ||
    (once === 'wait' && waitingSince !== null && use.at >= waitingSince)
  return isSpent ? [{ condition: 'once', wanted: once, found: use.at.toISOString() }] : []
}

/** A template may be retired, or refused by the channel. */
function findSpeechless({ say, hand_off }: ReplyRule, { approved }: ReplyFacts): Failed[] {
  if (say === undefined || hand_off || chooseWords(say, [], approved) !== null) return []
  return [{ condition: 'say', wanted: say, found: 'no approved words' }]
}

/** An absence ends when the calendar opens; one that never opens again is said once and for all. */
const NEVER = new Date('9999-12-31T00:00:00Z')

function silentUntil({ once, when }: ReplyRule, { calendars }: ConditionClocks, now: Date): Date | null {
  if (once !== 'absence' || when.calendar === undefined) return null
  const document = calendars.get(when.calendar.id)
  return document === undefined ? null : (nextOpening(compileCalendar(document), now) ?? NEVER)
}
