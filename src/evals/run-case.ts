import { and, eq } from 'drizzle-orm'
import { createWorkspace } from '../access/create-workspace.ts'
import { classifyMessages } from '../classifier/classify-message.ts'
import type { Context } from '../context.ts'
import type { WorkspaceSettings } from '../db/access-tables.ts'
import { decisions, queues } from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import type { Decision } from '../domain/decision.ts'
import type { EntryInput } from '../domain/knowledge-entry.ts'
import { acceptMessage } from '../inbox/accept-message.ts'
import { writeChannel } from '../inbox/write-channel.ts'
import { chooseModels } from '../inference/choose-models.ts'
import { forWorkspace } from '../inference/for-workspace.ts'
import { searchPassages } from '../knowledge/search-passages.ts'
import { upsertEntries } from '../knowledge/upsert-entries.ts'
import type { PolicyDocument } from '../moderation/policy.ts'
import { proposePolicy } from '../moderation/propose-policy.ts'
import { claimTurn } from '../pipeline/claim-turn.ts'
import { isInDanger } from '../pipeline/notice-cues.ts'
import { readDecision } from '../pipeline/read-decision.ts'
import { workOn } from '../pipeline/run-worker.ts'
import type { Case, CaseMessage } from './case.ts'
import { findAll } from './find-spans.ts'
import { hashOf } from './hash-of.ts'
import { judgeTurns } from './judge-turns.ts'
import type { Workbench } from './open-workbench.ts'
import { readShop } from './read-shop.ts'
import type { CaseResult, TurnResult } from './result.ts'

/** What cases run under; the same for all cases of a run. */
export interface RunSettings {
  /** What the workspace answers, for cases that bring no knowledge of their own. */
  readonly entries: readonly EntryInput[]
  readonly workspace: Partial<WorkspaceSettings>
  /** A policy in place of the built-in one. */
  readonly policy: PolicyDocument | null
  /** How often the configured provider judges each draft; nothing where none is configured. */
  readonly judgings: number
}

export const DEFAULT_RUN: RunSettings = { entries: [], workspace: {}, policy: null, judgings: 3 }

/** What the shop of a case answers. */
export function entriesOf({ knowledge }: Case, settings: RunSettings): readonly EntryInput[] {
  if (knowledge === null) return settings.entries
  return typeof knowledge === 'string' ? readShop(knowledge).entries : knowledge
}

const CHANNEL = { id: 'evals', kind: 'other' } as const
const DEEPEST = 3
const MOST_EVIDENCE = 5

/** Runs one case over the code that serves. A case that fails to run is a result with an error, never a thrown one. */
export async function runCase(bench: Workbench, settings: RunSettings, given: Case): Promise<CaseResult> {
  let msSince = startWatch(bench)
  const result: Omit<CaseResult, 'ms'> = {
    case_id: given.id,
    turns: [],
    scores: null,
    fired: null,
    spans: null,
    usage: null,
    error: null,
  }
  try {
    if (given.kind === 'sentence')
      return timed({ ...result, ...(await classify(bench, settings, given)) }, msSince())
    if (given.kind === 'personal_data')
      return timed({ ...result, spans: findAll(given.messages[0]!.text) }, msSince())
    const caller = await openShop(bench, settings, given)
    msSince = startWatch(bench)
    const turns = await converse(bench, caller, given)
    return await judged(bench, settings, given, timed({ ...result, turns }, msSince()))
  } catch (error) {
    return timed({ ...result, error: error instanceof Error ? error.message : String(error) }, msSince())
  }
}

function timed(result: Omit<CaseResult, 'ms'>, ms: number): CaseResult {
  return { ...result, ms: Math.round(ms) }
}

/**
 * Where nothing is waited for outside, the time is what the thread itself took: how busy the machine is with other things says
 * nothing of the code.
 */
function startWatch({ ctx }: Workbench): () => number {
  const isAlone = ctx.models.chat === null && typeof process.threadCpuUsage === 'function'
  const now = () => {
    if (!isAlone) return performance.now()
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const startedAt = now()
  return () => now() - startedAt
}

/** With what a model says of the drafts, and what the provider took. Judging is no part of the time. */
async function judged(
  bench: Workbench,
  settings: RunSettings,
  given: Case,
  result: CaseResult,
): Promise<CaseResult> {
  if (bench.ctx.models.chat === null || given.model !== null) return result
  const drafting = { ...bench.model.usage }
  const entries = entriesOf(given, settings)
  const { turns, usage } = await judgeTurns(bench, given, entries, result.turns, settings.judgings)
  return { ...result, turns, usage: { drafting, judging: usage } }
}

/** What is acted on: danger is noticed by its expressions too. */
async function classify(bench: Workbench, settings: RunSettings, { messages, tags, label }: Case) {
  const { name } = label!
  const ctx = { models: chooseModels(bench.ctx.models, settings.workspace, null) }
  const input = { text: messages[0]!.text, surface: tags.surface, languageHint: null }
  const [classification] = await classifyMessages(ctx, [input])
  const { scores } = classification!
  const isFound = scores[name] >= ctx.models.classifier.thresholds[name]
  return { scores, fired: name === 'danger' ? isInDanger(ctx, classification!) : isFound }
}

/** Says the case's messages one after the other in a thread of its own, on a channel that answers by itself. */
async function converse(bench: Workbench, caller: Caller, given: Case): Promise<TurnResult[]> {
  const chat = bench.model.chatFor(given)
  const ctx: Context = { ...bench.ctx, models: { ...bench.ctx.models, chat } }
  const thread = ctx.newId('thread')
  const turns: TurnResult[] = []
  for (const [at, message] of given.messages.entries()) {
    const { message_id } = await acceptMessage(ctx, caller, {
      external_id: ctx.newId('said'),
      channel: CHANNEL,
      surface: given.tags.surface,
      thread: { external_id: thread },
      contact: { external_id: thread },
      text: message.text,
      direction: message.from === 'person' ? 'outbound' : 'inbound',
      backfill: message.is_old,
      attachments: [],
    })
    if (message.expected === undefined && message.from === 'customer' && !message.is_old) continue
    await drain(ctx)
    if (message.expected === undefined) continue
    turns.push(await readTurn(ctx, bench, caller, given, { at, message, messageId: message_id }))
  }
  return turns
}

async function drain(ctx: Context): Promise<void> {
  for (let claim = await claimTurn(ctx, ''); claim !== null; claim = await claimTurn(ctx, ''))
    await workOn(ctx, claim)
}

/** A workspace that knows what the case needs; made once for all cases that need the same. */
function openShop(bench: Workbench, settings: RunSettings, given: Case): Promise<Caller> {
  const entries = entriesOf(given, settings)
  const key = hashOf([entries, settings.workspace, settings.policy])
  const known = bench.shops.get(key)
  if (known !== undefined) return known
  const made = makeShop(bench.ctx, settings, entries)
  bench.shops.set(key, made)
  return made
}

async function makeShop(
  ctx: Context,
  settings: RunSettings,
  entries: readonly EntryInput[],
): Promise<Caller> {
  const actor = systemActor('evals')
  const { workspace } = await createWorkspace(ctx, actor, { name: 'evals', settings: settings.workspace })
  const caller = { workspaceId: workspace.id, actor }
  await writeChannel(ctx, caller, CHANNEL.id, { kind: CHANNEL.kind, mode: 'auto', settle_ms: 0 })
  if (settings.policy !== null)
    await proposePolicy(ctx, caller, await withOwnQueue(ctx, workspace.id, settings.policy))
  if (entries.length > 0) await upsertEntries(ctx, caller, [...entries])
  return caller
}

/** The bench has one queue, which stands for each that the policy names. */
async function withOwnQueue(
  ctx: Context,
  workspaceId: string,
  policy: PolicyDocument,
): Promise<PolicyDocument> {
  const [queue] = await ctx.db.select().from(queues).where(eq(queues.workspace_id, workspaceId)).limit(1)
  const rules = policy.rules.map((rule) => (rule.queue === undefined ? rule : { ...rule, queue: queue!.id }))
  return { ...policy, rules }
}

interface Said {
  readonly at: number
  readonly message: CaseMessage
  readonly messageId: string
}

async function readTurn(
  ctx: Context,
  bench: Workbench,
  { workspaceId }: Caller,
  given: Case,
  { at, message, messageId }: Said,
): Promise<TurnResult> {
  const state = await readDecision(ctx, workspaceId, messageId)
  if (!state.isDecided) throw new Error(`message ${at + 1} was not decided`)
  const own = await forWorkspace(ctx, workspaceId)
  const [found] = await searchPassages(own, workspaceId, [
    { text: message.text, language: message.expected?.language ?? given.tags.language, limit: DEEPEST },
  ])
  const { decision } = state
  return {
    at,
    category: decision.category,
    language: decision.language.tag,
    reply_owed: decision.reasons[0] !== 'no_reply_owed',
    labels: {
      hate: decision.labels.hate.score,
      spam: decision.labels.spam.score,
      needs_human: decision.labels.needs_human.score,
      faq: decision.labels.faq.score,
    },
    route: decision.route,
    reasons: decision.reasons,
    action: decision.moderation.action,
    draft: draftOf(decision),
    priority: decision.handoff?.priority ?? null,
    found: found!.map(({ entry, confidence }) => ({
      external_id: entry.external_id,
      question: entry.question,
      confidence,
    })),
    evidence: await readEvidence(ctx, workspaceId, messageId),
    said: bench.model.said,
    calls: bench.model.usage.calls,
    judged: null,
  }
}

async function readEvidence(
  { db }: Context,
  workspaceId: string,
  messageId: string,
): Promise<TurnResult['evidence']> {
  const [row] = await db
    .select({ assessment: decisions.assessment })
    .from(decisions)
    .where(and(eq(decisions.workspace_id, workspaceId), eq(decisions.message_id, messageId)))
  return [...row!.assessment.evidence]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_EVIDENCE)
    .map(({ label, cue, weight }) => ({ label, cue, weight }))
}

function draftOf({ draft }: Decision): TurnResult['draft'] {
  if (draft === null) return null
  const { text, language, confidence, citations } = draft
  return { text, language, confidence, citations: citations.map(({ external_id }) => external_id) }
}
