import { findAttack } from '../classifier/find-attack.ts'
import { readConfidence } from '../confidence/read-confidence.ts'
import type { Db } from '../db/database.ts'
import { type Assessment, CATEGORIES } from '../domain/assessment.ts'
import type { Moderation } from '../domain/decision.ts'
import type { Language } from '../domain/language.ts'
import { isHeld } from '../domain/move-thread.ts'
import type { Models } from '../inference/models.ts'
import type { CandidateCache } from '../knowledge/load-candidates.ts'
import type { Logger } from '../logger.ts'
import { examineMessage } from '../moderation/examine-message.ts'
import type { Sightings } from '../moderation/open-sightings.ts'
import { draftReply } from '../responder/draft-reply.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import { asksQuestion } from './asks-question.ts'
import { type AssessedText, assessTexts } from './assess-text.ts'
import type { Claim } from './claim-turn.ts'
import { type DecisionInputs, decide, type Verdict } from './decide.ts'
import type { DecisionBell } from './decision-bell.ts'
import { failedAssessment } from './failed-assessment.ts'
import { loadTurn, type Turn } from './load-turn.ts'
import { isAbout, isInDanger } from './notice-cues.ts'
import { type Outcome, type Recorded, recordOutcome } from './record-outcome.ts'

export interface TurnContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Models
  readonly candidates: CandidateCache
  readonly sightings: Sightings
  readonly bell: DecisionBell
  readonly logger: Logger
}

/** Far below what fires: 4 of 366 shop questions lie above, and 2 of 26 hateful messages below. */
const DOUBT = { hate: 0.1, spam: 0.2 }

/** After so many attempts that threw, a person gets the message as it is. */
export const MOST_ATTEMPTS = 3

/** The story of a turn: read it, say what it is, what may happen, what could be answered, decide, record. */
export async function processTurn(ctx: TurnContext, claim: Claim, signal: AbortSignal): Promise<Recorded> {
  const startedAt = ctx.clock()
  const turn = await loadTurn(ctx, claim)
  if (turn === null) return recordOutcome(ctx, claim, null)
  const outcome = claim.attempts > MOST_ATTEMPTS ? failTurn(ctx, turn) : await workOut(ctx, turn, signal)
  const recorded = await recordOutcome(ctx, claim, { ...outcome, turn, startedAt })
  if (recorded === 'recorded') ctx.bell.ring(claim.threadId)
  return recorded
}

async function workOut(
  ctx: TurnContext,
  turn: Turn,
  signal: AbortSignal,
): Promise<Omit<Outcome, 'turn' | 'startedAt'>> {
  const text = textOf(turn)
  const [assessed] = await assessTexts(ctx, turn.thread.workspace_id, turn.policy, [
    {
      text,
      surface: turn.thread.surface,
      languageHint: null,
      before: turn.history.filter((item) => item.from === 'customer').map((item) => item.text),
    },
  ])
  const { moderation, facts } = await moderate(ctx, turn, text, assessed!, signal)
  const draft = isDraftDue(ctx, turn, assessed!, moderation)
    ? await draftTurn(ctx, turn, text, assessed!, signal)
    : null
  const autoThreshold = draft === null ? null : await readAutoThreshold(ctx, turn)
  const inputs = inputsOf(ctx, turn, text, assessed!, moderation, draft, autoThreshold)
  return {
    assessment: assessed!.assessment,
    moderation,
    facts,
    draft,
    passages: assessed!.passages,
    inputs,
    verdict: decide(inputs),
  }
}

/** The customer's words of the turn: whatever was carried over, then each message on a line of its own. */
function textOf(turn: Turn): string {
  return [...turn.carried, ...turn.messages]
    .map((message) => message.text.trim())
    .filter((text) => text !== '')
    .join('\n')
}

function moderate(ctx: TurnContext, turn: Turn, text: string, assessed: AssessedText, signal: AbortSignal) {
  const { assessment, classification } = assessed
  const { thread, contact } = turn
  const isLive = turn.channel.mode !== 'off' && turn.messages[0]!.disposition === 'live'
  return examineMessage(
    ctx,
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
      sender: isLive ? { contactId: contact.id, takenAway: turn.takenAway, messages: turn.messages } : null,
    },
    {
      category: assessment.category,
      channel: turn.channel.id,
      isSenderBlocked: contact.blocked_at !== null,
      isKnownCustomer: turn.isKnownCustomer,
      threadLabels: thread.labels,
      isHumanReplied: thread.is_ai_silenced,
      needsPerson: isAbout(classification, 'wants_human') || isInDanger(ctx, classification),
      asksQuestion: asksQuestion(ctx, assessed),
      shipped: ctx.models.classifier.thresholds,
    },
    signal,
  )
}

/** No draft is made, and no provider asked, for what will not be answered. */
function isDraftDue(
  ctx: TurnContext,
  turn: Turn,
  { assessment, classification }: AssessedText,
  moderation: Moderation,
): boolean {
  if (turn.channel.mode === 'off' || turn.messages[0]!.disposition !== 'live') return false
  return (
    moderation.action === 'allow' &&
    assessment.language.tag !== 'und' &&
    assessment.reply_owed &&
    !isAbout(classification, 'wants_human') &&
    !isInDanger(ctx, classification)
  )
}

function draftTurn(ctx: TurnContext, turn: Turn, text: string, assessed: AssessedText, signal: AbortSignal) {
  return draftReply(
    ctx,
    {
      language: assessed.assessment.language.tag as Language,
      text,
      history: turn.history,
      questions: assessed.questions,
      passages: assessed.passages,
      tone: turn.settings.tone,
      greeting: turn.settings.greeting,
      contactName: turn.contact.name,
      orderMasks: turn.settings.order_masks ?? [],
      fence: ctx.newId('f').slice(-16),
    },
    signal,
  )
}

function inputsOf(
  ctx: TurnContext,
  turn: Turn,
  text: string,
  { assessment, classification, passages }: AssessedText,
  moderation: Moderation,
  draft: DraftOutcome | null,
  autoThreshold: number | null,
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
  }
}

/** Whether anything that a draft is made from is an attack: the message, what was said before, an entry. */
function isAttacked(turn: Turn, text: string, passages: AssessedText['passages']): boolean {
  const said = turn.history.filter((item) => item.from === 'customer').map((item) => item.text)
  const known = passages.map(({ entry }) => `${entry.question}\n${entry.answer}`)
  return [text, turn.contact.name ?? '', ...said, ...known].some((words) => findAttack(words).length > 0)
}

async function readAutoThreshold(ctx: TurnContext, turn: Turn): Promise<number | null> {
  const { threshold } = await readConfidence(ctx, turn.thread.workspace_id, turn.settings.max_error ?? null)
  return threshold
}

function circumstancesOf(turn: Turn, now: Date) {
  return {
    disposition: turn.messages[0]!.disposition,
    mode: turn.channel.mode,
    isStopped: turn.settings.stop_everything,
    isAiSilenced: turn.thread.is_ai_silenced || isHeld(turn.thread, now),
    isAwaitingHuman: turn.isAwaitingHuman,
    isLoop: turn.isLoop,
    hasText: turn.messages.some((message) => message.text.trim() !== ''),
  }
}

function draftInputs(draft: DraftOutcome | null): DecisionInputs['draft'] {
  if (draft === null) return { kind: 'not_tried' }
  if (draft.kind === 'none') return { kind: 'none', reason: draft.reason }
  const { confidence, failures } = draft.reply
  return { kind: 'drafted', confidence, failures: [...failures], isPartial: draft.isPartial }
}

/** The outcome of a turn that could not be worked on: a person, with the message as it is. */
function failTurn(ctx: TurnContext, turn: Turn): Omit<Outcome, 'turn' | 'startedAt'> {
  const assessment: Assessment = failedAssessment(ctx.models, turn.policy)
  const moderation: Moderation = {
    action: 'allow',
    reasons: [],
    severity: null,
    rule: null,
    queue: null,
    unsure: ['processing_failed'],
    signals: [],
  }
  const inputs: DecisionInputs = {
    ...circumstancesOf(turn, ctx.clock()),
    category: CATEGORIES[2],
    language: 'und',
    languageScore: 0,
    isReplyOwed: true,
    wantsHuman: false,
    isDoubtful: false,
    isDanger: false,
    isAttack: false,
    moderation: { action: 'allow', reasons: [] },
    draft: { kind: 'not_tried' },
    autoThreshold: null,
    failure: 'processing_failed',
  }
  const verdict: Verdict = decide(inputs)
  return { assessment, moderation, facts: null, draft: null, passages: [], inputs, verdict }
}
