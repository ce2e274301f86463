import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { appendEvents, holdEventOrder } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { decisions, drafts, events, qaDraws, qaSamples, qaStrata, threads, workspaces } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { bandOf } from '../domain/qa-sample.ts'
import { RuleEffect } from '../domain/reply-rules.ts'
import { type Chosen, chooseSamples, type SentReply, stratumOf } from './choose-samples.ts'

export interface DrawContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

const BATCH = 500
export const DEFAULT_SHARES = { share: 0.05, doubleShare: 0.2 }

/**
 * Goes on through the events of every workspace and draws what people judge of the replies that were sent. Where a batch
 * ends is kept with what it drew, so that any number of processes may do this and nothing is drawn twice. Answers how many
 * were drawn.
 */
export async function drawSamples(ctx: DrawContext): Promise<number> {
  let drawn = 0
  for (const workspaceId of await listBehind(ctx.db)) {
    for (let more: Drawn = { drawn: 0, isLast: false }; !more.isLast; drawn += more.drawn)
      more = await drawBatch(ctx, workspaceId)
  }
  return drawn
}

/** Workspaces with events that were not looked at yet. */
async function listBehind(db: Db): Promise<string[]> {
  const rows = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .leftJoin(qaDraws, eq(qaDraws.workspace_id, workspaces.id))
    .where(
      sql`exists (select 1 from ${events} where ${events.workspace_id} = ${workspaces.id} and ${events.seq} > coalesce(${qaDraws.seq}, 0))`,
    )
  return rows.map(({ id }) => id)
}

interface Drawn {
  readonly drawn: number
  readonly isLast: boolean
}

/** The events are read in a transaction of their own: whoever appends one waits for it, and may hold what is drawn. */
async function drawBatch(ctx: DrawContext, workspaceId: string): Promise<Drawn> {
  const [at] = await ctx.db.select().from(qaDraws).where(eq(qaDraws.workspace_id, workspaceId))
  const from = at?.seq ?? 0
  const rows = await ctx.db.transaction(async (tx) => {
    await holdEventOrder(tx, workspaceId)
    return tx
      .select({ seq: events.seq, type: events.type, data: events.data, at: events.created_at })
      .from(events)
      .where(and(eq(events.workspace_id, workspaceId), gt(events.seq, from)))
      .orderBy(asc(events.seq))
      .limit(BATCH)
  })
  const last = rows.at(-1)
  if (last === undefined) return { drawn: 0, isLast: true }
  const sent = rows.flatMap(({ type, data, at }) =>
    type === 'reply.requested' ? [{ draftId: String(data.draft_id), at }] : [],
  )
  return ctx.db.transaction(async (tx) => {
    // Another process was quicker.
    if (!(await goOn(tx, workspaceId, from, last.seq))) return { drawn: 0, isLast: true }
    const drawn = sent.length === 0 ? 0 : await draw(ctx, tx, workspaceId, sent)
    return { drawn, isLast: rows.length < BATCH }
  })
}

async function goOn(tx: Db, workspaceId: string, from: number, to: number): Promise<boolean> {
  const moved = await tx
    .insert(qaDraws)
    .values({ workspace_id: workspaceId, seq: to })
    .onConflictDoUpdate({
      target: qaDraws.workspace_id,
      set: { seq: to },
      setWhere: eq(qaDraws.seq, from),
    })
    .returning()
  return moved.length > 0
}

interface Sent {
  readonly draftId: string
  readonly at: Date
}

async function draw(ctx: DrawContext, tx: Db, workspaceId: string, sent: readonly Sent[]): Promise<number> {
  const known = await loadReplies(tx, workspaceId, sent)
  const replies = sent.flatMap(({ draftId }) => known.get(draftId)?.reply ?? [])
  const strata = [...new Set(replies.map(stratumOf))]
  if (strata.length === 0) return 0
  const passed = await loadPassed(tx, workspaceId, strata)
  const chosen = chooseSamples(replies, passed, await readShares(tx, workspaceId))
  await keepPassed(tx, workspaceId, passed)
  if (chosen.length === 0) return 0
  const at = new Map(sent.map((each) => [each.draftId, each.at]))
  const made = await tx
    .insert(qaSamples)
    .values(chosen.map((each) => sampleOf(ctx, workspaceId, known.get(each.draftId)!, each, at)))
    .onConflictDoNothing()
    .returning()
  const caller = { workspaceId, actor: systemActor('qa') }
  await appendEvents(
    ctx,
    tx,
    caller,
    made.map(({ id, draft_id, channel_id, thread_id }) => ({
      type: 'qa.sample_ready' as const,
      threadId: thread_id,
      data: { sample_id: id, draft_id, channel_id, thread_id },
    })),
  )
  return made.length
}

interface KnownReply {
  readonly reply: SentReply
  readonly draft: typeof drafts.$inferSelect
  readonly decision: typeof decisions.$inferSelect
}

/** What a turn answered, by a draft or by a rule; notices and people's own words are not drawn. */
async function loadReplies(
  tx: Db,
  workspaceId: string,
  sent: readonly Sent[],
): Promise<Map<string, KnownReply>> {
  const rows = await tx
    .select({ draft: drafts, decision: decisions, channelId: threads.channel_id })
    .from(drafts)
    .innerJoin(decisions, eq(decisions.id, drafts.decision_id))
    .innerJoin(threads, eq(threads.id, drafts.thread_id))
    .where(
      and(
        eq(drafts.workspace_id, workspaceId),
        inArray(drafts.kind, ['answer', 'rule']),
        inArray(
          drafts.id,
          sent.map(({ draftId }) => draftId),
        ),
      ),
    )
  return new Map(
    rows.map(({ draft, decision, channelId }) => [
      draft.id,
      {
        draft,
        decision,
        reply: {
          draftId: draft.id,
          messageId: decision.message_id,
          language: draft.language,
          channelId,
          confidence: draft.confidence,
          template: templateOf(draft, decision),
        },
      },
    ]),
  )
}

/** What the words come from. */
function templateOf({ kind }: KnownReply['draft'], decision: KnownReply['decision']): string {
  const { inputs, prompt_version, trace } = decision
  if (kind === 'rule') {
    const rule = RuleEffect.safeParse(inputs.rule)
    return rule.success ? `rule:${rule.data.name}@${rule.data.version}` : 'rule'
  }
  const frame = trace?.frame ?? null
  if (frame !== null) return `template:${frame.templateId}@${frame.version}`
  return prompt_version ?? 'knowledge'
}

function sampleOf(
  ctx: DrawContext,
  workspaceId: string,
  { reply, draft, decision }: KnownReply,
  { drawn, needed }: Chosen,
  at: ReadonlyMap<string, Date>,
): typeof qaSamples.$inferInsert {
  const { confidence, template } = reply
  return {
    id: ctx.newId('qas'),
    workspace_id: workspaceId,
    draft_id: draft.id,
    decision_id: decision.id,
    message_id: decision.message_id,
    thread_id: draft.thread_id,
    channel_id: reply.channelId,
    language: draft.language,
    confidence,
    band: bandOf(confidence),
    template,
    model: decision.prompt_version === null ? 'embedded' : (decision.trace?.provider?.model ?? 'unknown'),
    retrieval: decision.assessment.versions.embedder,
    drawn,
    sent_by: draft.reviewed_by ?? (draft.kind === 'rule' ? 'rule' : 'auto'),
    sent_at: at.get(draft.id)!,
    needed,
  }
}

async function loadPassed(
  tx: Db,
  workspaceId: string,
  strata: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx
    .select()
    .from(qaStrata)
    .where(and(eq(qaStrata.workspace_id, workspaceId), inArray(qaStrata.stratum, [...strata])))
  return new Map(rows.map(({ stratum, passed }) => [stratum, passed]))
}

async function keepPassed(tx: Db, workspaceId: string, passed: ReadonlyMap<string, number>): Promise<void> {
  if (passed.size === 0) return
  await tx
    .insert(qaStrata)
    .values([...passed].map(([stratum, count]) => ({ workspace_id: workspaceId, stratum, passed: count })))
    .onConflictDoUpdate({
      target: [qaStrata.workspace_id, qaStrata.stratum],
      set: { passed: sql`excluded.passed` },
    })
}

async function readShares(tx: Db, workspaceId: string) {
  const [row] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const { qa_share, qa_double_share } = row!.settings
  return {
    share: qa_share ?? DEFAULT_SHARES.share,
    doubleShare: qa_double_share ?? DEFAULT_SHARES.doubleShare,
  }
}
