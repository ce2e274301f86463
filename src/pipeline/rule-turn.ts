import type { Classification } from '../classifier/classification.ts'
import { NO_CLOCKS, readConditionClocks } from '../clocks/read-condition-clocks.ts'
import { readTurnConsent } from '../consents/read-turn-consent.ts'
import type { Db } from '../db/database.ts'
import { scoresOf } from '../desk/read-routing-facts.ts'
import type { Assessment } from '../domain/assessment.ts'
import type { RuleTrace } from '../domain/routing.ts'
import { acknowledge, applyRules, type Ruled, type Ruling } from '../rules/apply-rules.ts'
import { templatesOf } from '../rules/choose-words.ts'
import { calendarIdsOf } from '../rules/put-reply-rules.ts'
import { readReplyRules } from '../rules/read-reply-rules.ts'
import { readRulePast } from '../rules/read-rule-past.ts'
import { NO_PAST, type ReplyFacts, type RulePast } from '../rules/reply-facts.ts'
import { findApprovedWords } from '../words/choose-template.ts'
import { type DecisionInputs, mayAcknowledge, type Verdict } from './decide.ts'
import type { Turn } from './load-turn.ts'
import { isAbout } from './notice-cues.ts'

/** What the rules say of a turn, asked before anything is drafted and, where a person is needed, once more after it was decided. */
export interface TurnRules {
  /** Of the rules that held; 0 before there were any. */
  readonly version: number
  readonly message: Ruled
  readonly handOff: (inputs: DecisionInputs, verdict: Verdict) => Ruled
}

/** What is kept of how the rules were asked, with a decision. */
export type RuleRecord = {
  readonly version: number
  readonly message: readonly RuleTrace[]
  /** Null where nobody was handed to a person in silence. */
  readonly hand_off: readonly RuleTrace[] | null
}

/** A rule's words, and whether they stand beside a hand-off rather than in the place of a draft. */
export interface Spoken {
  readonly ruling: Ruling
  readonly isBeside: boolean
}

export async function ruleTurn(
  ctx: { readonly db: Db; readonly clock: () => Date },
  turn: Turn,
  { assessment, classification }: { assessment: Assessment; classification: Classification },
): Promise<TurnRules> {
  const { thread, contact, messages } = turn
  const now = ctx.clock()
  const rules = await readReplyRules(ctx.db, thread.workspace_id)
  const consent = await readTurnConsent(ctx.db, thread.workspace_id, contact.id, messages)
  const past = rules.rules.length === 0 ? NO_PAST : await readPast(ctx, turn, now)
  const named = templatesOf([rules.opt_out, rules.opt_in, ...rules.rules.map(({ say }) => say)])
  const addressee = { channelId: turn.channel.id, contactName: contact.name }
  const approved = await findApprovedWords(ctx.db, thread.workspace_id, named, addressee)
  const facts = { ...past, approved, ...factsOf(turn, assessment, classification) }
  const clocks =
    rules.rules.length === 0
      ? NO_CLOCKS
      : await readConditionClocks(ctx.db, thread.workspace_id, calendarIdsOf(rules.rules))
  const isBlocked = contact.blocked_at !== null
  const message = applyRules(
    rules,
    facts,
    { consent, isBlocked, threadLanguage: thread.language },
    clocks,
    now,
  )
  return {
    version: rules.version,
    message,
    handOff: (inputs, verdict) =>
      mayAcknowledge(inputs, verdict)
        ? acknowledge(
            rules,
            { ...facts, reasons: [...verdict.reasons], priority: verdict.priority },
            clocks,
            now,
          )
        : { ruling: null, trace: [] },
  }
}

function readPast(ctx: { readonly db: Db }, { thread, contact, messages, history }: Turn, now: Date) {
  return readRulePast(ctx.db, {
    workspaceId: thread.workspace_id,
    threadId: thread.id,
    contactId: contact.id,
    messageId: messages[0]!.id,
    lastSaid: history.findLast((item) => item.from === 'shop')?.text ?? null,
    now,
  })
}

function factsOf(
  { thread, contact, channel, messages, isKnownCustomer }: Turn,
  assessment: Assessment,
  classification: Classification,
): Omit<ReplyFacts, keyof RulePast | 'approved'> {
  return {
    text: messages.map((message) => message.text).join('\n'),
    category: assessment.category,
    reasons: [],
    priority: 'normal',
    labels: [...new Set([...thread.labels, ...thread.suggested_labels])],
    language: assessment.language.tag,
    channel_id: channel.id,
    channel_kind: channel.kind,
    surface: thread.surface,
    scores: scoresOf(assessment),
    attributes: contact.attributes,
    isReplyOwed: assessment.reply_owed,
    isKnownCustomer,
    wantsPerson: isAbout(classification, 'wants_human'),
    waitingSince: thread.waiting_since,
  }
}

/** The words of a rule that go out: in the place of a draft, or beside a hand-off. */
export function speak(verdict: Verdict, asked: Ruling | null, handOff: Ruling | null): Spoken | null {
  if (verdict.isSaid) return { ruling: asked!, isBeside: true }
  if (handOff !== null) return { ruling: handOff, isBeside: true }
  return asked?.saying != null && verdict.draft !== 'drop' ? { ruling: asked, isBeside: false } : null
}

/** How the rules were asked, for whoever wonders later; null before there were any. */
export function recordRules({ version, message }: TurnRules, handOff: Ruled['trace']): RuleRecord | null {
  if (version === 0) return null
  return { version, message: message.trace, hand_off: handOff.length === 0 ? null : handOff }
}
