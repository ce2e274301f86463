import { and, desc, eq, lt, ne } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { retentionCertificates, retentionRuns } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { RetentionClass } from '../domain/retention.ts'

export type RunRow = typeof retentionRuns.$inferSelect

const Rows = z.record(z.string(), z.int()).describe('Rows that went, by table')

export const RetentionRun = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'completed']),
    due_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
    rows: Rows,
  })
  .meta({ id: 'RetentionRun' })
export type RetentionRun = z.infer<typeof RetentionRun>

export const RetentionCertificate = z
  .object({
    id: z.string(),
    run_id: z.string(),
    class: RetentionClass,
    policy_version: z.int(),
    gone_before: z.iso.datetime().describe('Everything of the class from before it was to go'),
    oldest_at: z.iso.datetime(),
    newest_at: z.iso.datetime(),
    rows: Rows,
    digest: z
      .string()
      .describe('SHA-256 over the ids that were looked for, sorted, one a line; in the audit log too'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'RetentionCertificate' })
export type RetentionCertificate = z.infer<typeof RetentionCertificate>

interface RunContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'privacy') => void
}

/** Lets the workspace's next run begin now; one that runs already goes on. */
export async function hastenRetention(ctx: RunContext, caller: Caller): Promise<RunRow> {
  const run = await ctx.db.transaction(async (tx) => {
    await scheduleRun(ctx, tx, caller.workspaceId, ctx.clock())
    const [row] = await tx
      .update(retentionRuns)
      .set({ due_at: ctx.clock() })
      .where(and(eq(retentionRuns.workspace_id, caller.workspaceId), ne(retentionRuns.state, 'completed')))
      .returning()
    await appendAudit(ctx, tx, caller, 'retention.run_requested', row!.id)
    return row!
  })
  ctx.wake('privacy')
  return run
}

/** Unless one is open already. */
export async function scheduleRun(
  ctx: Pick<RunContext, 'newId'>,
  tx: Db,
  workspaceId: string,
  dueAt: Date,
): Promise<void> {
  await tx
    .insert(retentionRuns)
    .values({ id: ctx.newId('ret'), workspace_id: workspaceId, state: 'waiting', due_at: dueAt })
    .onConflictDoNothing()
}

/** Newest first; the open one among them. */
export function listRuns(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<RunRow[]> {
  return ctx.db
    .select()
    .from(retentionRuns)
    .where(
      and(
        eq(retentionRuns.workspace_id, workspaceId),
        before === null ? undefined : lt(retentionRuns.id, before),
      ),
    )
    .orderBy(desc(retentionRuns.id))
    .limit(limit)
}

export function viewRun(row: RunRow): RetentionRun {
  const { workspace_id: _scope, step: _step, ...rest } = row
  return {
    ...rest,
    due_at: row.due_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
  }
}

/** Newest first. */
export async function listCertificates(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly runId: string | null; readonly before: string | null; readonly limit: number },
): Promise<RetentionCertificate[]> {
  const rows = await ctx.db
    .select()
    .from(retentionCertificates)
    .where(
      and(
        eq(retentionCertificates.workspace_id, workspaceId),
        filter.runId === null ? undefined : eq(retentionCertificates.run_id, filter.runId),
        filter.before === null ? undefined : lt(retentionCertificates.id, filter.before),
      ),
    )
    .orderBy(desc(retentionCertificates.id))
    .limit(filter.limit)
  return rows.map(({ workspace_id: _scope, ...row }) => ({
    ...row,
    gone_before: row.gone_before.toISOString(),
    oldest_at: row.oldest_at.toISOString(),
    newest_at: row.newest_at.toISOString(),
    created_at: row.created_at.toISOString(),
  }))
}
