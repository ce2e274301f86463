import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { queueMembers, queues } from '../db/schema.ts'
import type { Queue } from '../domain/queue.ts'
import { NotFoundError } from '../errors.ts'

export type QueueRow = typeof queues.$inferSelect

/** Oldest first. */
export async function listQueues(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<Queue[]> {
  const rows = await ctx.db
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), after === null ? undefined : gt(queues.id, after)))
    .orderBy(asc(queues.id))
    .limit(limit)
  return viewQueues(ctx.db, rows)
}

/** Throws `not_found`. */
export async function getQueue(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<Queue> {
  const [row] = await ctx.db
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), eq(queues.id, id)))
  if (row === undefined) throw new NotFoundError('queue', id)
  return (await viewQueues(ctx.db, [row]))[0]!
}

/** Queues as the API shows them, each with who serves it. */
export async function viewQueues(db: Db, rows: readonly QueueRow[]): Promise<Queue[]> {
  const ids = rows.map((row) => row.id)
  const serving =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(queueMembers)
          .where(
            and(eq(queueMembers.workspace_id, rows[0]!.workspace_id), inArray(queueMembers.queue_id, ids)),
          )
          .orderBy(asc(queueMembers.member_id))
  return rows.map(({ workspace_id: _scope, created_at, updated_at, ...row }) => ({
    ...row,
    member_ids: serving.filter((link) => link.queue_id === row.id).map((link) => link.member_id),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }))
}
