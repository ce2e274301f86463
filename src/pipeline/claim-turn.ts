import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { jobs } from '../db/schema.ts'

interface ClaimContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** The right to decide a thread's undecided messages, until the lease ends. */
export interface Claim {
  readonly threadId: string
  readonly workspaceId: string
  readonly token: string
  /** Raised by each message that comes while the turn runs. */
  readonly revision: number
  readonly attempts: number
  readonly reruns: number
}

/** How long a claimed turn may take before another worker takes it over. */
export const LEASE_MS = 30_000

/**
 * Claims the most overdue thread of the next workspace that has one. Workspaces take turns in the order of their ids,
 * starting after `afterWorkspaceId`, so that a flood in one starves no other. A lease that ran out is claimed anew.
 */
export async function claimTurn(ctx: ClaimContext, afterWorkspaceId: string): Promise<Claim | null> {
  const passed = new Set<string>()
  let after = afterWorkspaceId
  for (;;) {
    const claim = await claimNext(ctx, after)
    if (claim !== null) return claim
    const workspaceId = await readNextWorkspace(ctx, after)
    if (workspaceId === null || passed.has(workspaceId)) return null
    // Another worker was quicker here, so it is the next workspace's turn.
    passed.add(workspaceId)
    after = workspaceId
  }
}

function isClaimable(now: Date) {
  return and(lte(jobs.due_at, now), or(isNull(jobs.lease_until), lte(jobs.lease_until, now)))
}

/** The first workspace after that one which has a turn due, else the first of all that have one. */
function nextWorkspace(ctx: ClaimContext, after: string) {
  const firstAfter = (id: string) =>
    ctx.db
      .select({ id: jobs.workspace_id })
      .from(jobs)
      .where(and(gt(jobs.workspace_id, id), isClaimable(ctx.clock())))
      .orderBy(asc(jobs.workspace_id))
      .limit(1)
  return sql<string | null>`coalesce((${firstAfter(after)}), (${firstAfter('')}))`
}

async function readNextWorkspace(ctx: ClaimContext, after: string): Promise<string | null> {
  const [row] = await ctx.db.select({ id: nextWorkspace(ctx, after) }).from(sql`(values (1)) as one`)
  return row!.id
}

async function claimNext(ctx: ClaimContext, after: string): Promise<Claim | null> {
  const now = ctx.clock()
  const oldest = ctx.db
    .select({ id: jobs.thread_id })
    .from(jobs)
    .where(and(eq(jobs.workspace_id, nextWorkspace(ctx, after)), isClaimable(now)))
    .orderBy(asc(jobs.due_at))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await ctx.db
    .update(jobs)
    .set({
      lease_token: ctx.newId('lease'),
      lease_until: new Date(now.getTime() + LEASE_MS),
      attempts: sql`${jobs.attempts} + 1`,
    })
    .where(eq(jobs.thread_id, oldest))
    .returning()
  if (row === undefined) return null
  return {
    threadId: row.thread_id,
    workspaceId: row.workspace_id,
    token: row.lease_token!,
    revision: row.revision,
    attempts: row.attempts,
    reruns: row.reruns,
  }
}
