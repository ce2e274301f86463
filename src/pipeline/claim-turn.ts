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
    const { workspaceId, claim } = await claimNext(ctx, after)
    if (claim !== null) return claim
    if (workspaceId === null || passed.has(workspaceId)) return null
    // Another worker was quicker here, so it is the next workspace's turn.
    passed.add(workspaceId)
    after = workspaceId
  }
}

function isClaimable(now: Date) {
  return and(lte(jobs.due_at, now), or(isNull(jobs.lease_until), lte(jobs.lease_until, now)))
}

/**
 * The first workspace after that one which has a turn due, else the first of all that have one, and the claim of its most
 * overdue thread: one statement, as each worker asks it whenever it is woken.
 */
async function claimNext(
  { db, clock, newId }: ClaimContext,
  after: string,
): Promise<{ workspaceId: string | null; claim: Claim | null }> {
  const now = clock()
  const firstAfter = (id: string) =>
    db
      .select({ id: jobs.workspace_id })
      .from(jobs)
      .where(and(gt(jobs.workspace_id, id), isClaimable(now)))
      .orderBy(asc(jobs.workspace_id))
      .limit(1)
  const next = db.$with('next').as(
    db
      .select({
        workspaceId: sql<string | null>`coalesce((${firstAfter(after)}), (${firstAfter('')}))`.as('id'),
      })
      .from(sql`(values (1)) as one`),
  )
  const oldest = db
    .select({ id: jobs.thread_id })
    .from(jobs)
    .where(and(eq(jobs.workspace_id, sql`(select id from next)`), isClaimable(now)))
    .orderBy(asc(jobs.due_at))
    .limit(1)
    .for('update', { skipLocked: true })
  const claimed = db.$with('claimed').as(
    db
      .update(jobs)
      .set({
        lease_token: newId('lease'),
        lease_until: new Date(now.getTime() + LEASE_MS),
        attempts: sql`${jobs.attempts} + 1`,
      })
      .where(eq(jobs.thread_id, oldest))
      .returning(),
  )
  const [row] = await db.with(next, claimed).select().from(next).leftJoin(claimed, sql`true`)
  const job = row!.claimed
  return {
    workspaceId: row!.next.workspaceId,
    claim: job && {
      threadId: job.thread_id,
      workspaceId: job.workspace_id,
      token: job.lease_token!,
      revision: job.revision,
      attempts: job.attempts,
      reruns: job.reruns,
    },
  }
}
