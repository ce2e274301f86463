import { and, eq, inArray } from 'drizzle-orm'
import type { ClockContext } from '../clocks/touch-clocks.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { decisions, messages } from '../db/schema.ts'
import { type Placement, placeThread } from '../desk/place-thread.ts'
import { scoresOf } from '../desk/read-routing-facts.ts'
import { systemActor } from '../domain/actor.ts'
import { supersedeDrafts } from '../inbox/supersede-drafts.ts'
import { type ModeratedTurn, recordModeration } from '../moderation/record-moderation.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import type { Verdict } from './decide.ts'
import type { Outcome } from './outcome.ts'
import { proposeLabels } from './propose-labels.ts'
import { LEAD_LABEL } from './suggest-labels.ts'
import { summariseHandoff } from './summarise-handoff.ts'
import { eventsOf, subjectOf } from './turn-events.ts'
import { updateThread } from './update-thread.ts'
import { viewDecision } from './view-decision.ts'
import { writeDraft, writeSaying } from './write-draft.ts'

/** Writes what a turn came to, in the caller's transaction. */
export async function writeOutcome(ctx: ClockContext, tx: Db, outcome: Outcome, now: Date): Promise<void> {
  const { turn, verdict } = outcome
  const newest = turn.messages.at(-1)!
  const decisionId = ctx.newId('dec')
  const placement = isForPerson(verdict) ? await place(ctx, tx, outcome, now) : null
  const decision = decisionOf(outcome, decisionId, placement, now)
  const ids = turn.messages.map((message) => message.id)
  await tx
    .with(tx.$with('decided').as(tx.insert(decisions).values(decision).returning({ id: decisions.id })))
    .update(messages)
    .set({ decision_id: decisionId })
    .where(and(eq(messages.workspace_id, turn.thread.workspace_id), inArray(messages.id, ids)))
  // Where nothing comes of this turn, what waits for a person goes on waiting.
  const superseded =
    verdict.route === 'none' ? [] : await supersedeDrafts(tx, turn.thread, now, turn.contact.id)
  const draft = await writeDraft(ctx, tx, outcome, decisionId, now)
  const said = await writeSaying(ctx, tx, outcome, draft, now)
  const caller = { workspaceId: turn.thread.workspace_id, actor: systemActor('worker') }
  const isShadow = turn.channel.mode === 'shadow'
  // What was only synced or came too late is kept for the record and says nothing of how the thread stands.
  const moved =
    isShadow || newest.disposition !== 'live' ? [] : await updateThread(ctx, tx, outcome, placement, now)
  const news: NewEvent[] = [
    ...moved,
    ...superseded,
    ...eventsOf(outcome, viewDecision(newest.id, decision, draft), draft, said),
  ]
  if (!isShadow) {
    news.push(...(await recordModeration(ctx, tx, caller, moderatedTurn(outcome, decisionId))))
    if (isNewLead(outcome)) {
      const data = { ...subjectOf(turn), label: LEAD_LABEL }
      news.push({ type: 'thread.lead_detected', threadId: turn.thread.id, data })
    }
  }
  await appendEvents(ctx, tx, caller, news)
}

function decisionOf(
  outcome: Outcome,
  id: string,
  placement: Placement | null,
  now: Date,
): typeof decisions.$inferSelect {
  const { turn, verdict } = outcome
  const handoff = verdict.needsPerson && placement !== null ? summariseHandoff(outcome, placement) : null
  return {
    id,
    workspace_id: turn.thread.workspace_id,
    thread_id: turn.thread.id,
    message_id: turn.messages.at(-1)!.id,
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
    prompt_version: promptVersionOf(outcome.draft),
    took_ms: Math.max(0, now.getTime() - outcome.startedAt.getTime()),
    created_at: now,
  }
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

function place(ctx: ClockContext, tx: Db, outcome: Outcome, now: Date): Promise<Placement> {
  const { turn, verdict, assessment, moderation } = outcome
  const facts = {
    category: assessment.category,
    reasons: [...verdict.reasons],
    priority: verdict.priority,
    labels: [...new Set([...turn.thread.labels, ...proposeLabels(outcome)])],
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

/** Somebody who may be answered says that they mean to buy, and the thread does not say so yet. */
function isNewLead(outcome: Outcome): boolean {
  const { thread, messages: said } = outcome.turn
  if (outcome.moderation.action !== 'allow' || said[0]!.disposition !== 'live') return false
  const known = [...thread.labels, ...thread.suggested_labels]
  return !known.includes(LEAD_LABEL) && proposeLabels(outcome).includes(LEAD_LABEL)
}
