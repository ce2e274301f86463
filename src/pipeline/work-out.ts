import { findAttack } from '../classifier/find-attack.ts'
import type { Assessment } from '../domain/assessment.ts'
import type { Moderation } from '../domain/decision.ts'
import type { Language } from '../domain/language.ts'
import { isHeld } from '../domain/move-thread.ts'
import type { Passage } from '../domain/passage.ts'
import type { SignalResult } from '../domain/signal.ts'
import type { AnswerFrame } from '../domain/template.ts'
import type { ChatModel } from '../inference/chat-model.ts'
import { examineMessage } from '../moderation/examine-message.ts'
import type { PolicyFacts } from '../moderation/moderate-message.ts'
import type { SignalInput } from '../moderation/signals/signal.ts'
import { draftReply } from '../responder/draft-reply.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import { asksQuestion } from './asks-question.ts'
import { type AssessedText, type AssessSources, assessBy, type Search } from './assess-text.ts'
import { type DecisionInputs, decide, type Verdict } from './decide.ts'
import { isLive, type Turn } from './load-turn.ts'
import { isAbout, isInDanger } from './notice-cues.ts'
import { type RuleRecord, recordRules, type Spoken, speak, type TurnRules } from './rule-turn.ts'

interface WorkContext {
  readonly clock: () => Date
}

/** What a turn is told by what is around it, and would be told otherwise at another time: kept with its decision. */
export interface TurnSources extends AssessSources {
  examine(input: SignalInput): Promise<SignalResult[]>
  readonly chat: ChatModel | null
  /** Marks in the prompt where data begins and ends. */
  readonly fence: string
  readAutoThreshold(): Promise<number | null>
  /** The workspace's approved words around an answer. */
  readFrame(language: Language): Promise<AnswerFrame | null>
  /** What the rules say, before anything is drafted. */
  applyRules(assessed: AssessedText): Promise<TurnRules>
}

export interface WorkedOut {
  readonly assessment: Assessment
  readonly moderation: Moderation
  /** What the policy was asked. */
  readonly facts: PolicyFacts
  readonly draft: DraftOutcome | null
  readonly passages: readonly Passage[]
  readonly searches: readonly Search[]
  readonly inputs: DecisionInputs
  readonly verdict: Verdict
  /** A rule's words that go out or, as a draft, wait; null for none. */
  readonly spoken: Spoken | null
  readonly rules: RuleRecord | null
}

/** Far below what fires: 4 of 366 shop questions lie above, and 2 of 26 hateful messages below. */
const DOUBT = { hate: 0.1, spam: 0.2 }

/** What a turn comes to, before anything is written. A replay asks the same of sources that were kept. */
export async function workOut(
  ctx: WorkContext,
  turn: Turn,
  sources: TurnSources,
  signal?: AbortSignal,
): Promise<WorkedOut> {
  const text = textOf(turn)
  const [assessed] = await assessBy(sources, turn.policy, [
    {
      text,
      surface: turn.thread.surface,
      languageHint: null,
      before: turn.history.filter((item) => item.from === 'customer').map((item) => item.text),
    },
  ])
  const { moderation, facts } = await moderate(sources, turn, text, assessed!)
  const rules = await sources.applyRules(assessed!)
  const { ruling } = rules.message
  const isDraftless = ruling !== null || turn.contact.opted_out_at !== null
  const draft =
    !isDraftless && isDraftDue(sources, turn, assessed!, moderation)
      ? await draftTurn(sources, turn, text, assessed!, signal)
      : null
  const autoThreshold = draft === null ? null : await sources.readAutoThreshold()
  const asked = { moderation, draft, autoThreshold, rule: ruling?.effect ?? null }
  const inputs = inputsOf({ ...ctx, ...sources }, turn, text, assessed!, asked)
  const verdict = decide(inputs)
  const handOff = rules.handOff(inputs, verdict)
  return {
    assessment: assessed!.assessment,
    moderation,
    facts,
    draft,
    passages: assessed!.passages,
    searches: assessed!.searches,
    inputs,
    verdict,
    spoken: speak(verdict, ruling, handOff.ruling),
    rules: recordRules(rules, handOff.trace),
  }
}

/** The customer's words of the turn: whatever was carried over, then each message on a line of its own. */
function textOf(turn: Turn): string {
  return [...turn.carried, ...turn.messages]
    .map((message) => message.text.trim())
    .filter((text) => text !== '')
    .join('\n')
}

function moderate(sources: TurnSources, turn: Turn, text: string, assessed: AssessedText) {
  const { assessment, classification } = assessed
  const { thread, contact } = turn
  return examineMessage(
    sources.examine,
    turn.policy.document,
    {
      workspaceId: thread.workspace_id,
      text,
      language: assessment.language.tag,
      surface: thread.surface,
      labels: { spam: assessment.labels.spam.score, hate: assessment.labels.hate.score },
      attachments: turn.messages.flatMap((message) => message.attachments),
      // Old messages and silent channels are no part of what is going on.
      wordLists: turn.wordLists,
      sender: isLive(turn)
        ? { contactId: contact.id, takenAway: turn.takenAway, messages: turn.messages }
        : null,
    },
    {
      category: assessment.category,
      channel: turn.channel.id,
      isSenderBlocked: contact.blocked_at !== null,
      isKnownCustomer: turn.isKnownCustomer,
      threadLabels: thread.labels,
      isHumanReplied: thread.is_ai_silenced,
      needsPerson: isAbout(classification, 'wants_human') || isInDanger(sources, classification),
      asksQuestion: asksQuestion(sources, assessed),
      shipped: sources.models.classifier.thresholds,
    },
  )
}

/** No draft is made, and no provider asked, for what will not be answered. */
function isDraftDue(
  ctx: Pick<TurnSources, 'models'>,
  turn: Turn,
  { assessment, classification }: AssessedText,
  moderation: Moderation,
): boolean {
  return (
    isLive(turn) &&
    moderation.action === 'allow' &&
    assessment.language.tag !== 'und' &&
    assessment.reply_owed &&
    !isAbout(classification, 'wants_human') &&
    !isInDanger(ctx, classification)
  )
}

async function draftTurn(
  sources: TurnSources,
  turn: Turn,
  text: string,
  assessed: AssessedText,
  signal: AbortSignal | undefined,
) {
  return draftReply(
    { models: { chat: sources.chat } },
    {
      language: assessed.assessment.language.tag as Language,
      text,
      history: turn.history,
      questions: assessed.questions,
      passages: assessed.passages,
      tone: turn.settings.tone,
      greeting: turn.settings.greeting,
      frame: await sources.readFrame(assessed.assessment.language.tag as Language),
      contactName: turn.contact.name,
      orderMasks: turn.settings.order_masks ?? [],
      fence: sources.fence,
    },
    signal,
  )
}

/** What is asked of the sources between the assessment and the decision. */
interface Asked extends Pick<DecisionInputs, 'autoThreshold' | 'rule'> {
  readonly moderation: Moderation
  readonly draft: DraftOutcome | null
}

function inputsOf(
  ctx: WorkContext & Pick<TurnSources, 'models'>,
  turn: Turn,
  text: string,
  { assessment, classification, passages }: AssessedText,
  { moderation, draft, autoThreshold, rule }: Asked,
): DecisionInputs {
  return {
    ...circumstancesOf(turn, ctx.clock()),
    category: assessment.category,
    language: assessment.language.tag,
    languageScore: assessment.language.score,
    isReplyOwed: assessment.reply_owed,
    wantsHuman: isAbout(classification, 'wants_human'),
    isDoubtful:
      assessment.labels.hate.score >= DOUBT.hate ||
      assessment.labels.spam.score >= DOUBT.spam ||
      moderation.unsure.length > 0,
    isDanger: isInDanger(ctx, classification),
    isAttack: isAttacked(turn, text, passages),
    moderation: { action: moderation.action, reasons: [...moderation.reasons] },
    draft: draftInputs(draft),
    autoThreshold,
    failure: null,
    rule,
  }
}

/** Whether anything that a draft is made from is an attack: the message, what was said before, an entry. */
function isAttacked(turn: Turn, text: string, passages: AssessedText['passages']): boolean {
  const said = turn.history.filter((item) => item.from === 'customer').map((item) => item.text)
  const known = passages.map(({ entry }) => `${entry.question}\n${entry.answer}`)
  return [text, turn.contact.name ?? '', ...said, ...known].some((words) => findAttack(words).length > 0)
}

export function circumstancesOf(turn: Turn, now: Date) {
  return {
    disposition: turn.messages[0]!.disposition,
    mode: turn.channel.mode,
    isStopped: turn.settings.stop_everything,
    isAiSilenced: turn.thread.is_ai_silenced || isHeld(turn.thread, now),
    isAwaitingHuman: turn.isAwaitingHuman,
    isLoop: turn.isLoop,
    hasText: turn.messages.some((message) => message.text.trim() !== ''),
    isOptedOut: turn.contact.opted_out_at !== null,
  }
}

function draftInputs(draft: DraftOutcome | null): DecisionInputs['draft'] {
  if (draft === null) return { kind: 'not_tried' }
  if (draft.kind === 'none') return { kind: 'none', reason: draft.reason }
  const { confidence, failures } = draft.reply
  return { kind: 'drafted', confidence, failures: [...failures], isPartial: draft.isPartial }
}
