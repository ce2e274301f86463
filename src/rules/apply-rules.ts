import type { ConditionClocks } from '../clocks/find-failed.ts'
import type { TurnConsent } from '../consents/read-turn-consent.ts'
import type { DraftKind } from '../domain/draft.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { ReplyRules, RuleEffect } from '../domain/reply-rules.ts'
import type { RuleTrace } from '../domain/routing.ts'
import { chooseRule } from './choose-rule.ts'
import { type ChosenWords, chooseWords } from './choose-words.ts'
import { OPT_IN_WORDS, OPT_OUT_WORDS } from './consent-words.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** What a rule would do, and with which words. */
export interface Ruling {
  readonly effect: RuleEffect
  readonly saying: ChosenWords | null
  readonly kind: Extract<DraftKind, 'rule' | 'acknowledgement' | 'opt_out_confirmation'>
  readonly notBefore: Date | null
}

export interface Ruled {
  /** Null where no rule has anything to say. */
  readonly ruling: Ruling | null
  readonly trace: readonly RuleTrace[]
}

interface Circumstances {
  readonly consent: TurnConsent | null
  /** Whoever is blocked is told nothing. */
  readonly isBlocked: boolean
  /** What the customer wrote in before. */
  readonly threadLanguage: LanguageTag | null
}

/** What the rules make of a message before anything is drafted; opting out and in stands above the list. */
export function applyRules(
  rules: ReplyRules,
  facts: ReplyFacts,
  { consent, isBlocked, threadLanguage }: Circumstances,
  clocks: ConditionClocks,
  now: Date,
): Ruled {
  const confirmation =
    consent === null
      ? null
      : confirm(rules, consent, isBlocked, [threadLanguage, consent.language], facts.approved)
  if (confirmation !== null) return { ruling: confirmation, trace: [] }
  const { rule, notBefore, trace } = chooseRule(rules, 'message', facts, clocks, now)
  if (rule === null) return { ruling: null, trace }
  const { name, say, hand_off } = rule
  // A single word says little of the language it is in.
  const languages = [threadLanguage, facts.language]
  const saying =
    say === undefined
      ? null
      : chooseWords(say, facts.text.includes(' ') ? languages.reverse() : languages, facts.approved)
  const effect = { name, version: rules.version, says: saying !== null } as const
  const does = hand_off ? 'hand_off' : 'answer'
  const kind = hand_off ? 'acknowledgement' : 'rule'
  return { ruling: { effect: { ...effect, does }, saying, kind, notBefore }, trace }
}

function confirm(
  rules: ReplyRules,
  { status, isNews, isWhole }: TurnConsent,
  isBlocked: boolean,
  languages: readonly (LanguageTag | null)[],
  approved: ReplyFacts['approved'],
): Ruling | null {
  const isOut = status === 'revoked'
  if (!isOut && !isWhole) return null
  const says = isNews && !isBlocked
  const builtIn = isOut ? OPT_OUT_WORDS : OPT_IN_WORDS
  const own = isOut ? rules.opt_out : rules.opt_in
  const words = () =>
    chooseWords(own ?? builtIn, languages, approved) ?? chooseWords(builtIn, languages, approved)
  const does = isOut ? (isWhole ? 'confirm_opt_out' : 'opt_out_with_question') : 'confirm_opt_in'
  return {
    effect: { name: isOut ? 'opt_out' : 'opt_in', version: rules.version, does, says },
    saying: says ? words() : null,
    kind: isOut ? 'opt_out_confirmation' : 'rule',
    notBefore: null,
  }
}

/** What is said to a customer who is handed to a person and would hear nothing. */
export function acknowledge(rules: ReplyRules, facts: ReplyFacts, clocks: ConditionClocks, now: Date): Ruled {
  const { rule, notBefore, trace } = chooseRule(rules, 'hand_off', facts, clocks, now)
  if (rule?.say === undefined) return { ruling: null, trace }
  const effect = { name: rule.name, version: rules.version, does: 'hand_off', says: true } as const
  const saying = chooseWords(rule.say, [facts.language], facts.approved)
  return { ruling: { effect, saying, kind: 'acknowledgement', notBefore }, trace }
}
