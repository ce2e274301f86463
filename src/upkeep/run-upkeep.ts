import { and, asc, eq, isNull, lte, notInArray, or, sql } from 'drizzle-orm'
import { knowledgeEntries, knowledgeUpkeep, workspaces } from '../db/schema.ts'
import { nameError } from '../errors.ts'
import type { Installed } from '../inference/for-workspace.ts'
import { checkEntries } from '../knowledge/check-entries.ts'
import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { refreshGaps } from './refresh-gaps.ts'
import { tellReviews } from './tell-reviews.ts'
import type { UpkeepContext } from './upkeep-context.ts'

const POLL_MS = 5000
const EVERY_MS = 3_600_000
/** Longer than any refresh takes; a process that died is replaced after it. */
const LEASE_MS = 600_000
/** Before the entries of a workspace whose embedder failed are compared again. */
const REST_MS = 600_000

interface WorkerContext extends Installed<UpkeepContext> {
  readonly logger: Logger
}

/** Until when a workspace is left out; each process finds out for itself. */
export type Resting = Map<string, Date>

/** Compares changed entries and gathers gaps, a workspace at a time, until stopped. */
export function runUpkeep(ctx: WorkerContext, loops: number): Worker {
  const resting: Resting = new Map()
  const next = () => upkeepNext(ctx, resting)
  return workUntilStopped(ctx, { next, failure: 'upkeep of the knowledge failed', pollMs: POLL_MS, loops })
}

/** Does the next thing that is due; false where nothing is. */
export async function upkeepNext(ctx: WorkerContext, resting: Resting): Promise<boolean> {
  if (await checkNext(ctx, resting)) return true
  if (await tellReviews(ctx)) return true
  const workspaceId = await claimDue(ctx)
  if (workspaceId === null) return false
  try {
    await refreshGaps(ctx, workspaceId)
  } finally {
    // Also where it failed: whoever waits for it is told, and may ask again.
    await ctx.db
      .update(knowledgeUpkeep)
      .set({ lease_until: null })
      .where(eq(knowledgeUpkeep.workspace_id, workspaceId))
  }
  return true
}

/** Compares changed entries of a workspace that does not rest; one whose embedder fails holds up none of the others. */
async function checkNext(ctx: WorkerContext, resting: Resting): Promise<boolean> {
  const now = ctx.clock()
  for (const [id, until] of resting) if (until <= now) resting.delete(id)
  const [unchecked] = await ctx.db
    .select({ id: knowledgeEntries.workspace_id })
    .from(knowledgeEntries)
    .where(
      and(
        sql`${knowledgeEntries.checked_version} <> ${knowledgeEntries.version}`,
        notInArray(knowledgeEntries.workspace_id, [...resting.keys()]),
      ),
    )
    .limit(1)
  if (unchecked === undefined) return false
  try {
    return (await checkEntries(ctx, unchecked.id)) > 0
  } catch (error) {
    ctx.logger.warn(
      { workspace_id: unchecked.id, err: nameError(error) },
      'comparing changed entries failed and is tried again later',
    )
    resting.set(unchecked.id, new Date(now.getTime() + REST_MS))
    return true
  }
}

/** A workspace whose upkeep is due, for this process alone; its next turn is in an hour. */
async function claimDue({ db, clock }: Pick<UpkeepContext, 'db' | 'clock'>): Promise<string | null> {
  const now = clock()
  await db.execute(sql`
    insert into ${knowledgeUpkeep} (workspace_id, due_at)
    select ${workspaces.id}, ${now.toISOString()}::timestamptz from ${workspaces} on conflict do nothing`)
  const due = db
    .select({ id: knowledgeUpkeep.workspace_id })
    .from(knowledgeUpkeep)
    .where(
      and(
        lte(knowledgeUpkeep.due_at, now),
        or(isNull(knowledgeUpkeep.lease_until), lte(knowledgeUpkeep.lease_until, now)),
      ),
    )
    .orderBy(asc(knowledgeUpkeep.due_at))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db
    .update(knowledgeUpkeep)
    .set({
      due_at: new Date(now.getTime() + EVERY_MS),
      lease_until: new Date(now.getTime() + LEASE_MS),
    })
    .where(eq(knowledgeUpkeep.workspace_id, due))
    .returning()
  return row?.workspace_id ?? null
}
