import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { knowledgeGaps, knowledgeMisses, knowledgeUpkeep } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Gap, GapState } from '../domain/knowledge-gap.ts'
import { AppError, NotFoundError } from '../errors.ts'

type GapRow = typeof knowledgeGaps.$inferSelect

interface GapsContext {
  readonly db: Db
  readonly clock: () => Date
}

const DAY_MS = 86_400_000
const EXAMPLES = 5

/** Where a page of gaps goes on: behind the gap of so many questions and this id. */
export interface GapPosition {
  readonly questions: number
  readonly id: string
}

/** Gaps in a state, those that most ask first. */
export async function listGaps(
  ctx: GapsContext,
  workspaceId: string,
  state: GapState,
  after: GapPosition | null,
  limit: number,
): Promise<Gap[]> {
  const rows = await ctx.db
    .select()
    .from(knowledgeGaps)
    .where(
      and(
        eq(knowledgeGaps.workspace_id, workspaceId),
        eq(knowledgeGaps.state, state),
        after === null
          ? undefined
          : sql`(${knowledgeGaps.questions}, ${knowledgeGaps.id}) < (${after.questions}, ${after.id})`,
      ),
    )
    .orderBy(desc(knowledgeGaps.questions), desc(knowledgeGaps.id))
    .limit(limit)
  return viewGaps(ctx, workspaceId, rows)
}

/** Throws `not_found`. */
export async function getGap(ctx: GapsContext, workspaceId: string, id: string): Promise<Gap> {
  const [row] = await ctx.db
    .select()
    .from(knowledgeGaps)
    .where(and(eq(knowledgeGaps.workspace_id, workspaceId), eq(knowledgeGaps.id, id)))
  if (row === undefined) throw new NotFoundError('gap', id)
  return (await viewGaps(ctx, workspaceId, [row]))[0]!
}

/**
 * A person says that no entry is wanted for a gap, or takes that back. Throws `not_found`, `precondition_failed` where
 * `revision` (an If-Match) is stale, and `conflict` for one that is answered. Saying it again changes nothing.
 */
export async function decideGap(
  ctx: GapsContext & { readonly newId: (prefix: string) => string },
  caller: Caller,
  id: string,
  revision: number | null,
  state: 'open' | 'dismissed',
): Promise<Gap> {
  const own = and(eq(knowledgeGaps.workspace_id, caller.workspaceId), eq(knowledgeGaps.id, id))
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(knowledgeGaps).where(own).for('update')
    if (row === undefined) throw new NotFoundError('gap', id)
    if (revision !== null && revision !== row.revision) {
      throw new AppError('precondition_failed', `Gap ${id} has changed since revision ${revision}`)
    }
    if (row.state === 'answered') throw new AppError('conflict', `Gap ${id} is answered already`)
    if (row.state === state) return
    const dismissed_by = state === 'dismissed' ? caller.actor.id : null
    await tx
      .update(knowledgeGaps)
      .set({ state, dismissed_by, revision: row.revision + 1 })
      .where(own)
    await appendAudit(ctx, tx, caller, state === 'open' ? 'kb.gap_reopened' : 'kb.gap_dismissed', id)
  })
  return getGap(ctx, caller.workspaceId, id)
}

/** Asks the upkeep to gather gaps now rather than at its next turn. */
export async function requestRefresh(
  ctx: GapsContext,
  workspaceId: string,
): Promise<{ refreshed_at: string | null }> {
  const [row] = await ctx.db
    .insert(knowledgeUpkeep)
    .values({ workspace_id: workspaceId, due_at: ctx.clock() })
    .onConflictDoUpdate({ target: knowledgeUpkeep.workspace_id, set: { due_at: ctx.clock() } })
    .returning()
  return { refreshed_at: row!.refreshed_at?.toISOString() ?? null }
}

/** How far the gathering of gaps is, and when it last ended. */
export interface Gathering {
  readonly state: 'waiting' | 'running' | 'idle'
  readonly refreshed_at: Date | null
}

export async function readGathering({ db, clock }: GapsContext, workspaceId: string): Promise<Gathering> {
  const [row] = await db.select().from(knowledgeUpkeep).where(eq(knowledgeUpkeep.workspace_id, workspaceId))
  if (row === undefined) return { state: 'idle', refreshed_at: null }
  const { due_at, lease_until, refreshed_at } = row
  const now = clock()
  if (lease_until !== null && lease_until > now) return { state: 'running', refreshed_at }
  return { state: due_at <= now ? 'waiting' : 'idle', refreshed_at }
}

/** How many gaps are open, and how many of them were found since then. */
export async function countGaps(
  { db }: Pick<GapsContext, 'db'>,
  workspaceId: string,
  since: Date,
): Promise<{ readonly open: number; readonly found: number }> {
  const [row] = await db
    .select({
      open: sql<number>`count(*)::int`,
      found: sql<number>`(count(*) filter (where ${knowledgeGaps.created_at} >= ${since.toISOString()}::timestamptz))::int`,
    })
    .from(knowledgeGaps)
    .where(and(eq(knowledgeGaps.workspace_id, workspaceId), eq(knowledgeGaps.state, 'open')))
  return row!
}

async function viewGaps(ctx: GapsContext, workspaceId: string, rows: readonly GapRow[]): Promise<Gap[]> {
  if (rows.length === 0) return []
  const inGaps = and(
    eq(knowledgeMisses.workspace_id, workspaceId),
    inArray(
      knowledgeMisses.gap_id,
      rows.map((row) => row.id),
    ),
  )
  const counts = await countMisses(ctx, inGaps)
  const examples = await ctx.db
    .select()
    .from(knowledgeMisses)
    .where(and(inGaps, lt(knowledgeMisses.place, EXAMPLES), sql`${knowledgeMisses.text} <> 'erased'`))
    .orderBy(asc(knowledgeMisses.place))
  const exampleOf = Map.groupBy(examples, (miss) => miss.gap_id!)
  return rows.map((row) => {
    const own = exampleOf.get(row.id) ?? []
    const counted = counts.get(row.id) ?? { contacts: 0, last: 0, previous: 0, first_at: null, last_at: null }
    return {
      id: row.id,
      title: own[0]?.text ?? '',
      language: row.language,
      state: row.state,
      questions: row.questions,
      contacts: counted.contacts,
      last_7_days: counted.last,
      previous_7_days: counted.previous,
      trend: trendOf(counted.last, counted.previous),
      first_asked_at: counted.first_at === null ? null : new Date(counted.first_at).toISOString(),
      last_asked_at: counted.last_at === null ? null : new Date(counted.last_at).toISOString(),
      examples: own.map(({ message_id, thread_id, text, asked_at }) => ({
        message_id,
        thread_id,
        text,
        asked_at: asked_at.toISOString(),
      })),
      revision: row.revision,
      created_at: row.created_at.toISOString(),
    }
  })
}

async function countMisses({ db, clock }: GapsContext, which: ReturnType<typeof and>) {
  const daysAgo = (days: number) => new Date(clock().getTime() - days * DAY_MS).toISOString()
  const at = knowledgeMisses.asked_at
  const rows = await db
    .select({
      gap_id: knowledgeMisses.gap_id,
      contacts: sql<number>`count(distinct ${knowledgeMisses.contact_id})::int`,
      last: sql<number>`(count(*) filter (where ${at} >= ${daysAgo(7)}::timestamptz))::int`,
      previous: sql<number>`(count(*) filter (where ${at} < ${daysAgo(7)}::timestamptz and ${at} >= ${daysAgo(14)}::timestamptz))::int`,
      first_at: sql<string | null>`min(${at})`,
      last_at: sql<string | null>`max(${at})`,
    })
    .from(knowledgeMisses)
    .where(which)
    .groupBy(knowledgeMisses.gap_id)
  return new Map(rows.map((row) => [row.gap_id!, row]))
}

/** A quarter more or less, and at least two questions: below, it is chance. */
function trendOf(last: number, previous: number): Gap['trend'] {
  const change = last - previous
  if (Math.abs(change) < 2 || Math.abs(change) < previous / 4) return 'steady'
  return change > 0 ? 'rising' : 'falling'
}
