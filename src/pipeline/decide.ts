import { z } from 'zod'
import { Category } from '../domain/assessment.ts'
import { ModerationAction, type Priority, type Route } from '../domain/decision.ts'
import { CheckFailure } from '../domain/draft.ts'
import { LanguageTag } from '../domain/language.ts'
import { ChannelMode, Disposition } from '../domain/message.ts'
import { RuleEffect } from '../domain/reply-rules.ts'

/** Everything that a decision depends on, and nothing else: stored with each decision, so that it can be replayed. */
export const DecisionInputs = z.object({
  disposition: Disposition,
  mode: ChannelMode,
  isStopped: z.boolean(),
  isAiSilenced: z.boolean(),
  isAwaitingHuman: z.boolean(),
  isLoop: z.boolean(),
  hasText: z.boolean(),
  category: Category,
  language: LanguageTag,
  languageScore: z.number(),
  isReplyOwed: z.boolean(),
  wantsHuman: z.boolean(),
  /** Not enough to hold it back, and too much to answer it unseen. */
  isDoubtful: z.boolean(),
  isDanger: z.boolean(),
  /** Something that the drafting model was given speaks to it rather than to the shop. */
  isAttack: z.boolean().default(false),
  moderation: z.object({ action: ModerationAction, reasons: z.array(z.string()) }),
  draft: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('drafted'),
      confidence: z.number(),
      failures: z.array(CheckFailure),
      isPartial: z.boolean(),
    }),
    z.object({ kind: z.literal('none'), reason: z.string() }),
    z.object({ kind: z.literal('not_tried') }),
  ]),
  /** The contact wants nothing any more, as from before this turn. */
  isOptedOut: z.boolean().default(false),
  /** What a rule does, in place of a draft. */
  rule: RuleEffect.nullable().default(null),
  /** A draft at or above is trusted to go out by itself; null where none is. */
  autoThreshold: z.number().nullable(),
  /** The turn could not be worked on at all. */
  failure: z.string().nullable(),
})
export type DecisionInputs = z.infer<typeof DecisionInputs>

/** Below, the language of a short message may be another: 2 of 512 shop messages above it were, and 4 of 15 below. */
const SURE_LANGUAGE = 0.85

export interface Verdict {
  readonly route: Route
  /** Most important first. */
  readonly reasons: readonly string[]
  /** What becomes of the draft: sent, shown to a person, or nothing. */
  readonly draft: 'send' | 'review' | 'drop'
  /** A rule's words go out although a person is needed. */
  readonly isSaid: boolean
  readonly needsPerson: boolean
  readonly priority: Priority
}

const nothing = (reason: string, ...more: string[]): Verdict => ({
  route: 'none',
  reasons: [reason, ...more],
  draft: 'drop',
  isSaid: false,
  needsPerson: false,
  priority: 'normal',
})

const person = (priority: Priority, draft: Verdict['draft'], reasons: readonly string[]): Verdict => ({
  route: 'human',
  reasons,
  draft,
  isSaid: false,
  needsPerson: true,
  priority,
})

/**
 * The one arbiter: at most one outbound a turn. Pure, and first match wins, from what must never be answered to what
 * may be. A failure of anything ends at a person.
 */
export function decide(inputs: DecisionInputs): Verdict {
  if (inputs.disposition !== 'live') return nothing(inputs.disposition)
  if (inputs.mode === 'off') return nothing('channel_off')
  if (inputs.failure !== null) return person('high', 'drop', [inputs.failure])
  // Before moderation: many who opt out after one broadcast write the same word.
  if (inputs.rule?.does === 'confirm_opt_out' || inputs.rule?.does === 'confirm_opt_in')
    return confirmed(inputs, inputs.rule)
  if (inputs.isDanger) return { ...person('urgent', 'drop', ['danger']), ...heldRoute(inputs) }
  if (inputs.moderation.action !== 'allow') return moderated(inputs)
  if (inputs.isOptedOut) return optedOut(inputs)
  if (!inputs.hasText) return person('normal', 'drop', ['attachment_only'])
  if (inputs.isAiSilenced) return silenced(inputs)
  if (inputs.rule !== null && !inputs.isLoop) return ruled(inputs, inputs.rule)
  if (inputs.wantsHuman) return person('high', 'drop', ['wants_human'])
  if (inputs.isLoop) return person('low', 'drop', ['reply_loop'])
  if (!inputs.isReplyOwed) return nothing('no_reply_owed')
  return answer(inputs)
}

/** Opting out and in are answered once, by the last words that rules have for it. */
function confirmed(inputs: DecisionInputs, rule: RuleEffect): Verdict {
  const reason = rule.does === 'confirm_opt_out' ? 'opted_out' : 'opted_in'
  if (!rule.says) return nothing(reason)
  if (inputs.isStopped) return nothing(reason, 'workspace_stopped')
  return sent(inputs, reason)
}

/** Nothing is said to whoever opted out; what they ask all the same, a person may answer. */
function optedOut(inputs: DecisionInputs): Verdict {
  const { isReplyOwed, hasText, wantsHuman, rule } = inputs
  const isConfirmed = rule?.does === 'opt_out_with_question'
  if (hasText && !isReplyOwed && !wantsHuman && !isConfirmed) return nothing('opted_out')
  const isSaid = isConfirmed && rule.says && !inputs.isStopped
  return { ...person('normal', 'drop', ['opted_out']), isSaid }
}

function ruled(inputs: DecisionInputs, rule: RuleEffect): Verdict {
  const isSaid = rule.says && !inputs.isStopped
  if (rule.does === 'hand_off') {
    const reasons = [...(inputs.wantsHuman ? ['wants_human'] : []), 'handed_off_by_rule']
    return { ...person('high', 'drop', reasons), isSaid }
  }
  // It answers, and the person whom the customer waits for still owes what they owed.
  if (inputs.isAwaitingHuman) return { ...person('normal', 'drop', ['awaiting_human']), isSaid }
  if (inputs.isStopped) return { ...nothing('workspace_stopped'), route: 'review', draft: 'review' }
  return sent(inputs, 'answered_by_rule')
}

/**
 * Whether a rule may say something to a customer whom the verdict leaves waiting: to nobody in danger, none who was heard by a
 * person already, and to no machine.
 */
export function mayAcknowledge(inputs: DecisionInputs, verdict: Verdict): boolean {
  if (!verdict.needsPerson && verdict.route !== 'review') return false
  if (verdict.isSaid || verdict.route === 'quarantine' || verdict.route === 'hide') return false
  const { isStopped, isOptedOut, isAiSilenced, isLoop, isDanger, failure } = inputs
  return !(isStopped || isOptedOut || isAiSilenced || isLoop || isDanger || failure !== null)
}

/** Danger reaches a person even where the words themselves must be held back. */
function heldRoute({ moderation }: DecisionInputs): Partial<Verdict> {
  if (moderation.action === 'allow') return {}
  return { route: 'quarantine', reasons: ['danger', ...moderation.reasons] }
}

const OWED_A_PERSON: ReadonlySet<string> = new Set(['person_needed', 'question_asked'])

function moderated({ moderation, wantsHuman }: DecisionInputs): Verdict {
  if (moderation.action === 'queue') return person('normal', 'drop', moderation.reasons)
  if (moderation.action === 'quarantine') {
    const needsPerson = wantsHuman || moderation.reasons.some((reason) => OWED_A_PERSON.has(reason))
    return { ...nothing(''), route: 'quarantine', reasons: moderation.reasons, needsPerson }
  }
  // What is hidden may still hold a question, and a person answers that.
  const needsPerson = moderation.reasons.includes('question_asked')
  const priority = needsPerson ? 'normal' : 'low'
  return { ...nothing(''), route: 'hide', reasons: moderation.reasons, needsPerson, priority }
}

/** A person answered in this episode: they go on, and Recado at most shows them what it would say. */
function silenced(inputs: DecisionInputs): Verdict {
  if (!inputs.isReplyOwed) return nothing('no_reply_owed')
  const draft = inputs.draft.kind === 'drafted' && inputs.draft.failures.length === 0 ? 'review' : 'drop'
  return person('normal', draft, ['human_replied'])
}

function answer(inputs: DecisionInputs): Verdict {
  const { draft } = inputs
  if (inputs.language === 'und') return person('normal', 'drop', ['language_unknown'])
  if (draft.kind === 'none' && draft.reason === 'entry_other_language') {
    return { ...person('normal', 'drop', ['entry_other_language']), route: 'review' }
  }
  if (draft.kind === 'drafted' && draft.failures.length > 0) return person('normal', 'drop', draft.failures)
  if (draft.kind === 'drafted' && draft.isPartial) return person('normal', 'review', ['partly_answered'])
  if (inputs.category !== 'faq') return person('normal', 'drop', [categoryReason(inputs)])
  if (draft.kind === 'none') return person('normal', 'drop', [draft.reason])
  if (draft.kind === 'not_tried') return person('normal', 'drop', ['no_answer'])
  return trusted(inputs, draft.confidence)
}

function trusted(inputs: DecisionInputs, confidence: number): Verdict {
  const review = (reason: string): Verdict => ({ ...nothing(reason), route: 'review', draft: 'review' })
  if (inputs.autoThreshold === null || confidence < inputs.autoThreshold)
    return review('below_auto_threshold')
  if (inputs.languageScore < SURE_LANGUAGE) return review('language_unsure')
  if (inputs.isAttack) return review('prompt_attack')
  if (inputs.isDoubtful) return review('moderation_unsure')
  if (inputs.isStopped) return review('workspace_stopped')
  if (inputs.isAwaitingHuman) return review('awaiting_human')
  if (inputs.mode === 'draft') return review('channel_in_draft_mode')
  return sent(inputs, 'answered_by_knowledge')
}

function sent({ mode }: DecisionInputs, reason: string): Verdict {
  const reasons = mode === 'shadow' ? [reason, 'shadow'] : [reason]
  return { ...nothing(reason), route: 'auto_reply', reasons, draft: 'send' }
}

function categoryReason(inputs: DecisionInputs): string {
  return inputs.draft.kind === 'none' ? inputs.draft.reason : 'needs_this_customer_or_an_action'
}
