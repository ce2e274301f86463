import { createHash } from 'node:crypto'
import { and, asc, eq, inArray, lte, ne, not, notExists, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import {
  auditEntries,
  outbox,
  retentionCertificates,
  retentionRuns,
  threads,
  workspaces,
} from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { goneBefore } from '../domain/retention.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { addCounts, deleteRows, type RowCounts } from './delete-rows.ts'
import { isExpired, RETENTION_STEPS, type RetentionStep } from './find-expired.ts'
import { lockHolds } from './legal-holds.ts'
import { pruneAudit } from './prune-audit.ts'
import { readRetentionPolicy } from './read-retention-policy.ts'
import { type RunRow, scheduleRun } from './retention-run.ts'

export interface RetentionContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly logger: Logger
}

const DAY_MS = 24 * 3600_000
const RETRY_MS = 3600_000
const BATCH = 500

/**
 * Does the next piece of the retention that is due: one batch of rows with its certificate and its audit entry in one
 * transaction, or the end of a run. Cut off, the run goes on where it stood. Answers how many rows went; null where nothing
 * is due.
 */
export async function takeRetentionBatch(ctx: RetentionContext): Promise<number | null> {
  const now = ctx.clock()
  await scheduleFirstRuns(ctx, now)
  const [run] = await ctx.db
    .select()
    .from(retentionRuns)
    .where(and(ne(retentionRuns.state, 'completed'), lte(retentionRuns.due_at, now)))
    .orderBy(asc(retentionRuns.due_at))
    .limit(1)
  if (run === undefined) return null
  try {
    return await ctx.db.transaction((tx) => goOn(ctx, tx, run, now))
  } catch (error) {
    ctx.logger.error({ run_id: run.id, err: nameError(error) }, 'retention failed')
    const retryAt = new Date(now.getTime() + RETRY_MS)
    await ctx.db.update(retentionRuns).set({ due_at: retryAt }).where(eq(retentionRuns.id, run.id))
    return 0
  }
}

/** A day from now, so that whoever starts Recado on older data can look at the preview before anything goes. */
async function scheduleFirstRuns(ctx: RetentionContext, now: Date): Promise<void> {
  const own = ctx.db.select().from(retentionRuns).where(eq(retentionRuns.workspace_id, workspaces.id))
  const without = await ctx.db.select({ id: workspaces.id }).from(workspaces).where(notExists(own))
  for (const { id } of without) await scheduleRun(ctx, ctx.db, id, new Date(now.getTime() + DAY_MS))
}

async function goOn(ctx: RetentionContext, tx: Db, seen: RunRow, now: Date): Promise<number> {
  await lockHolds(tx, seen.workspace_id)
  const [run] = await tx
    .select()
    .from(retentionRuns)
    .where(and(eq(retentionRuns.id, seen.id), ne(retentionRuns.state, 'completed')))
    .for('update')
  if (run === undefined) return 0
  const policy = await readRetentionPolicy(tx, run.workspace_id)
  for (let step = run.step; step < RETENTION_STEPS.length; step += 1) {
    const { class: name } = RETENTION_STEPS[step]!
    const until = goneBefore(policy[name], now)
    if (until === null) continue
    const gone = await takeStep(ctx, tx, run, RETENTION_STEPS[step]!, until)
    if (gone === null) continue
    await certify(ctx, tx, run, { class: name, policy_version: policy.version, gone_before: until, gone })
    const rows = addCounts(run.rows, gone.rows)
    const started_at = run.started_at ?? now
    await tx
      .update(retentionRuns)
      .set({ state: 'running', step, rows, started_at })
      .where(eq(retentionRuns.id, run.id))
    return sumOf(gone.rows)
  }
  await complete(ctx, tx, run, now)
  return 0
}

/** What a batch took. */
interface Gone {
  readonly ids: readonly string[]
  readonly oldestAt: Date
  readonly newestAt: Date
  readonly rows: RowCounts
}

const callerOf = (run: RunRow): Caller => ({
  workspaceId: run.workspace_id,
  actor: systemActor('retention'),
})

/** Null where nothing is left of the step. */
async function takeStep(
  ctx: RetentionContext,
  tx: Db,
  run: RunRow,
  step: RetentionStep,
  until: Date,
): Promise<Gone | null> {
  const found = await findBatch(tx, run.workspace_id, step, until)
  if (found.length === 0) return null
  const times = (rows: readonly { at: Date }[]) => ({ oldestAt: rows[0]!.at, newestAt: rows.at(-1)!.at })
  if (step.table === auditEntries) {
    const pruned = await pruneAudit(ctx, tx, callerOf(run), until)
    if (pruned.length === 0) return null
    return { ids: pruned.map(({ id }) => id), ...times(pruned), rows: { audit_entries: pruned.length } }
  }
  const ids = found.map(({ id }) => id)
  // What is still owed of a feed that is that old will never be sent.
  if (step.class === 'events') await tx.delete(outbox).where(inArray(outbox.event_id, ids))
  return { ids, ...times(found), rows: await deleteRows(tx, step.table, ids) }
}

/** The oldest rows of a step; threads that a turn or a person works on at this moment are left for the next run. */
async function findBatch(tx: Db, workspaceId: string, step: RetentionStep, until: Date) {
  const { table, at, threadId } = step
  const rows = await tx
    .select({
      id: sql<string>`${table.id}`,
      at: sql<Date>`${at}`.mapWith(at),
      threadId: sql<string | null>`${threadId ?? sql`null`}`,
    })
    .from(table)
    .where(and(isExpired(tx, step, workspaceId, until), not(step.isHeld(tx, workspaceId)), step.isFree(tx)))
    .orderBy(asc(at))
    .limit(BATCH)
  if (threadId === null || rows.length === 0) return rows
  const locked = await lockThreads(tx, [...new Set(rows.map((row) => row.threadId!))])
  return rows.filter((row) => locked.has(row.threadId!))
}

async function lockThreads(tx: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: threads.id })
    .from(threads)
    .where(inArray(threads.id, [...ids]))
    .orderBy(asc(threads.id))
    .for('update', { skipLocked: true })
  const locked = rows.map((row) => row.id)
  // A turn in progress notices, and looks at the thread again.
  if (locked.length > 0)
    await tx
      .update(threads)
      .set({ revision: sql`${threads.revision} + 1` })
      .where(inArray(threads.id, locked))
  return new Set(locked)
}

/** Says that rows are gone: for whoever asks, and in the audit chain. */
async function certify(
  ctx: RetentionContext,
  tx: Db,
  run: RunRow,
  what: Pick<typeof retentionCertificates.$inferInsert, 'class' | 'policy_version' | 'gone_before'> & {
    gone: Gone
  },
): Promise<void> {
  const { gone, ...rest } = what
  const id = ctx.newId('crt')
  const digest = createHash('sha256')
    .update([...gone.ids].sort().join('\n'))
    .digest('hex')
  await tx.insert(retentionCertificates).values({
    ...rest,
    id,
    workspace_id: run.workspace_id,
    run_id: run.id,
    oldest_at: gone.oldestAt,
    newest_at: gone.newestAt,
    rows: gone.rows,
    digest,
    created_at: ctx.clock(),
  })
  const details = { class: rest.class, gone_before: rest.gone_before.toISOString(), rows: gone.rows, digest }
  await appendAudit(ctx, tx, callerOf(run), 'retention.deleted', id, details)
}

async function complete(ctx: RetentionContext, tx: Db, run: RunRow, now: Date): Promise<void> {
  await tx
    .update(retentionRuns)
    .set({ state: 'completed', started_at: run.started_at ?? now, completed_at: now })
    .where(eq(retentionRuns.id, run.id))
  await scheduleRun(ctx, tx, run.workspace_id, new Date(now.getTime() + DAY_MS))
  if (sumOf(run.rows) === 0) return
  const data = { run_id: run.id, rows: run.rows }
  await appendEvents(ctx, tx, callerOf(run), [{ type: 'retention.run_completed', data }])
}

function sumOf(rows: RowCounts): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0)
}
