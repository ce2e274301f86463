import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, decisions, jobs, messages, threads, workspaces } from '../db/schema.ts'
import { type Placement, placeThread } from '../desk/place-thread.ts'
import { scoresOf } from '../desk/read-routing-facts.ts'
import { systemActor } from '../domain/actor.ts'
import type { Assessment } from '../domain/assessment.ts'
import { type Moderation, PRIORITIES, type Priority } from '../domain/decision.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import { oweNothing, owePerson, type ThreadMove } from '../domain/move-thread.ts'
import type { Passage } from '../domain/passage.ts'
import { answerContact } from '../inbox/answer-contact.ts'
import { supersedeDrafts } from '../inbox/supersede-drafts.ts'
import type { PolicyFacts } from '../moderation/moderate-message.ts'
import { type ModeratedTurn, recordModeration } from '../moderation/record-moderation.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import type { Claim } from './claim-turn.ts'
import type { DecisionInputs, Verdict } from './decide.ts'
import type { Turn } from './load-turn.ts'
import type { RuleRecord, Spoken } from './rule-turn.ts'
import { LEAD_LABEL, suggestLabels } from './suggest-labels.ts'
import { labelReasons, summariseHandoff } from './summarise-handoff.ts'
import { eventsOf, subjectOf } from './turn-events.ts'
import { viewDecision } from './view-decision.ts'
import { writeDraft, writeSaying } from './write-draft.ts'

export interface Outcome {
  readonly turn: Turn
  readonly startedAt: Date
  readonly assessment: Assessment
  readonly moderation: Moderation
  /** What the policy was asked; null where nothing was examined. */
  readonly facts: PolicyFacts | null
  readonly draft: DraftOutcome | null
  readonly passages: readonly Passage[]
  readonly inputs: DecisionInputs
  readonly verdict: Verdict
  /** What it can be worked out from again; null where it was not worked out. */
  readonly trace: DecisionTrace | null
  /** A rule's words that go out or, as a draft, wait; null for none. */
  readonly spoken: Spoken | null
  readonly rules: RuleRecord | null
}

/** recorded; lost: another worker took the turn over; overtaken: something came in between, the turn runs again. */
export type Recorded = 'recorded' | 'lost' | 'overtaken' | 'empty'

interface RecordContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

const MOST_SUGGESTIONS = 20

/** After so many overtaken turns the next one counts, or a customer who never pauses would never be answered. */
const MOST_RERUNS = 3

/**
 * Writes a turn's outcome in one transaction: decision, draft, thread, quarantine, events and the end of its job.
 * Writes nothing when the lease was lost, or when a message, a claim or a setting overtook the turn.
 */
export function recordOutcome(ctx: RecordContext, claim: Claim, outcome: Outcome | null): Promise<Recorded> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    // The thread before the job, as accepting does: locked the other way round, the two would wait for each other.
    const thread = await lockThread(tx, claim)
    const job = await lockJob(tx, claim, now)
    if (job === null) return 'lost'
    if (outcome === null) {
      await endJob(tx, claim)
      return 'empty'
    }
    if (await isOvertaken(tx, claim, outcome, thread, job)) {
      await tx
        .update(jobs)
        .set({ lease_token: null, lease_until: null, attempts: 0, reruns: sql`${jobs.reruns} + 1` })
        .where(isOwnJob(claim))
      return 'overtaken'
    }
    await write(ctx, tx, outcome, now)
    await endJob(tx, claim)
    return 'recorded'
  })
}

function isOwnJob(claim: Claim) {
  return and(eq(jobs.workspace_id, claim.workspaceId), eq(jobs.thread_id, claim.threadId))
}

async function lockThread(tx: Db, claim: Claim): Promise<{ revision: number }> {
  const [thread] = await tx
    .select({ revision: threads.revision })
    .from(threads)
    .where(and(eq(threads.workspace_id, claim.workspaceId), eq(threads.id, claim.threadId)))
    .for('update')
  return thread!
}

async function lockJob(tx: Db, claim: Claim, now: Date) {
  const [job] = await tx
    .select({ revision: jobs.revision, reruns: jobs.reruns })
    .from(jobs)
    .where(and(isOwnJob(claim), eq(jobs.lease_token, claim.token), gt(jobs.lease_until, now)))
    .for('update')
  return job ?? null
}

/** Whether a claim, a switch that somebody turned, or (so many times at most) another message came in between. */
async function isOvertaken(
  tx: Db,
  claim: Claim,
  { turn }: Outcome,
  thread: { revision: number },
  job: { revision: number; reruns: number },
): Promise<boolean> {
  if (thread.revision !== turn.thread.revision) return true
  const [now] = await tx
    .select({ mode: channels.mode, settings: workspaces.settings })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.id, channels.workspace_id))
    .where(and(eq(channels.workspace_id, claim.workspaceId), eq(channels.id, turn.channel.id)))
  if (now!.mode !== turn.channel.mode) return true
  if (now!.settings.stop_everything !== turn.settings.stop_everything) return true
  return job.revision !== claim.revision && job.reruns < MOST_RERUNS
}

/** Ends the job, or hands it on where messages are left undecided. */
async function endJob(tx: Db, claim: Claim): Promise<void> {
  const [left] = await tx
    .select({ one: sql`1` })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, claim.workspaceId),
        eq(messages.thread_id, claim.threadId),
        isNull(messages.decision_id),
        eq(messages.direction, 'inbound'),
        isNull(messages.deleted_at),
      ),
    )
    .limit(1)
  if (left === undefined) {
    await tx.delete(jobs).where(isOwnJob(claim))
    return
  }
  await tx
    .update(jobs)
    .set({ lease_token: null, lease_until: null, attempts: 0, reruns: 0 })
    .where(isOwnJob(claim))
}

async function write(ctx: RecordContext, tx: Db, outcome: Outcome, now: Date): Promise<void> {
  const { turn, verdict } = outcome
  const newest = turn.messages.at(-1)!
  const decisionId = ctx.newId('dec')
  const placement = isForPerson(verdict) ? await place(ctx, tx, outcome, now) : null
  const handoff = verdict.needsPerson && placement !== null ? summariseHandoff(outcome, placement) : null
  const promptVersion = promptVersionOf(outcome.draft)
  const [decision] = await tx
    .insert(decisions)
    .values({
      id: decisionId,
      workspace_id: turn.thread.workspace_id,
      thread_id: turn.thread.id,
      message_id: newest.id,
      category: outcome.assessment.category,
      route: verdict.route,
      reasons: [...verdict.reasons],
      mode: turn.channel.mode,
      assessment: outcome.assessment,
      moderation: outcome.moderation,
      policy_facts: outcome.facts,
      handoff,
      citations: citationsOf(outcome.draft),
      inputs: outcome.inputs,
      trace: outcome.trace,
      rules: outcome.rules,
      prompt_version: promptVersion,
      took_ms: Math.max(0, now.getTime() - outcome.startedAt.getTime()),
      created_at: now,
    })
    .returning()
  const ids = turn.messages.map((message) => message.id)
  await tx
    .update(messages)
    .set({ decision_id: decisionId })
    .where(and(eq(messages.workspace_id, turn.thread.workspace_id), inArray(messages.id, ids)))
  // Where nothing comes of this turn, what waits for a person goes on waiting.
  const superseded =
    verdict.route === 'none' ? [] : await supersedeDrafts(tx, turn.thread, now, turn.contact.id)
  const draft = await writeDraft(ctx, tx, outcome, decisionId, now)
  const said = await writeSaying(ctx, tx, outcome, draft, now)
  const caller = { workspaceId: turn.thread.workspace_id, actor: systemActor('worker') }
  const news: NewEvent[] = [
    ...superseded,
    ...eventsOf(outcome, viewDecision(newest.id, decision!, draft), draft, said),
  ]
  if (turn.channel.mode !== 'shadow') {
    // What was only synced or came too late is kept for the record and says nothing of how the thread stands.
    if (newest.disposition === 'live') await updateThread(ctx, tx, outcome, placement, now)
    news.push(...(await recordModeration(ctx, tx, caller, moderatedTurn(outcome, decisionId))))
    if (isNewLead(outcome)) {
      const data = { ...subjectOf(turn), label: LEAD_LABEL }
      news.push({ type: 'thread.lead_detected', threadId: turn.thread.id, data })
    }
  }
  await appendEvents(ctx, tx, caller, news)
}

function moderatedTurn(outcome: Outcome, decisionId: string): ModeratedTurn {
  const { turn, verdict, moderation, assessment } = outcome
  return {
    subject: subjectOf(turn),
    contactId: turn.contact.id,
    surface: turn.thread.surface,
    decisionId,
    route: verdict.route,
    reasons: verdict.reasons,
    moderation,
    policy: assessment.versions.policy,
    isSenderBlocked: turn.contact.blocked_at !== null,
  }
}

/** A draft to review waits for a person as well. */
function isForPerson(verdict: Verdict): boolean {
  return verdict.needsPerson || verdict.route === 'review'
}

function place(ctx: RecordContext, tx: Db, outcome: Outcome, now: Date): Promise<Placement> {
  const { turn, verdict, assessment, moderation } = outcome
  const facts = {
    category: assessment.category,
    reasons: [...verdict.reasons],
    priority: verdict.priority,
    labels: [...new Set([...turn.thread.labels, ...suggestionsOf(outcome)])],
    language: assessment.language.tag,
    channel_id: turn.channel.id,
    channel_kind: turn.channel.kind,
    surface: turn.thread.surface,
    scores: scoresOf(assessment),
    attributes: turn.contact.attributes,
  }
  const since = turn.messages[0]!.received_at
  return placeThread(ctx, tx, turn.thread, facts, { since, queueId: moderation.queue }, now)
}

function promptVersionOf(draft: DraftOutcome | null): string | null {
  if (draft === null) return null
  return draft.kind === 'drafted' ? draft.reply.promptVersion : draft.promptVersion
}

function citationsOf(draft: DraftOutcome | null) {
  if (draft === null) return []
  return [...(draft.kind === 'drafted' ? draft.reply.citations : draft.citations)]
}

async function updateThread(
  ctx: RecordContext,
  tx: Db,
  outcome: Outcome,
  placement: Placement | null,
  now: Date,
): Promise<void> {
  const { turn, verdict, assessment } = outcome
  const { thread } = turn
  const { tag } = assessment.language
  const suggested = suggestionsOf(outcome)
  const labels = [...new Set([...thread.labels, ...(placement?.labels ?? [])])]
  const [moved] = await tx
    .update(threads)
    .set({
      ...(await moveOf(tx, turn, verdict, now)),
      ...(placement !== null && {
        ...placement.set,
        // What is urgent stays so until somebody has looked.
        priority:
          turn.isAwaitingHuman || !verdict.needsPerson
            ? higherPriority(thread.priority, placement.priority)
            : placement.priority,
        labels,
      }),
      suggested_labels: suggested.filter((label) => !labels.includes(label)),
      ...(tag !== 'und' && { language: tag }),
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
}

/** What is proposed and not put on yet; the newest proposals where there are very many. */
function suggestionsOf(outcome: Outcome): string[] {
  const { thread, contact, carried, messages: said } = outcome.turn
  const texts = [...carried, ...said].map((message) => message.text)
  const isVip = contact.attributes.vip === true
  const handoffLabels = outcome.verdict.needsPerson ? labelReasons(outcome) : []
  const proposed = [...thread.suggested_labels, ...suggestLabels({ texts, isVip, handoffLabels })]
  return [...new Set(proposed)].slice(-MOST_SUGGESTIONS)
}

/** Somebody who may be answered says that they mean to buy, and the thread does not say so yet. */
function isNewLead(outcome: Outcome): boolean {
  const { thread, messages: said } = outcome.turn
  if (outcome.moderation.action !== 'allow' || said[0]!.disposition !== 'live') return false
  const known = [...thread.labels, ...thread.suggested_labels]
  return !known.includes(LEAD_LABEL) && suggestionsOf(outcome).includes(LEAD_LABEL)
}

/**
 * Who is to act after the turn. A channel that is off decides nothing, and so moves nothing; and what somebody resolved
 * before the turn was decided stays so where nobody is needed.
 */
async function moveOf(
  tx: Db,
  { thread, contact, messages: said }: Turn,
  verdict: Verdict,
  now: Date,
): Promise<Partial<ThreadMove>> {
  if (thread.status === 'resolved' && !isForPerson(verdict)) return {}
  const since = said[0]!.received_at
  if (verdict.draft === 'send') return answerContact(tx, thread, contact.id, now)
  if (verdict.needsPerson) {
    return owePerson(thread, since, now, verdict.priority === 'urgent' ? 'escalate' : 'reply')
  }
  switch (verdict.route) {
    case 'review':
      return owePerson(thread, since, now)
    case 'quarantine':
      return { next_action: 'escalate' }
    default:
      return verdict.reasons.includes('channel_off') ? {} : oweNothing(thread, now)
  }
}

function higherPriority(one: Priority, other: Priority): Priority {
  return PRIORITIES.indexOf(one) < PRIORITIES.indexOf(other) ? one : other
}
