import { and, eq, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'

export type ThreadRow = typeof threads.$inferSelect

export interface DeskContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'turns' | 'deliveries') => void
}

export interface ThreadChange {
  readonly set: Partial<ThreadRow>
  readonly news: readonly NewEvent[]
  readonly audit: string
}

/**
 * Changes a thread in one transaction with its events and audit. The thread is locked first, so `change` sees it as it
 * is; a raised revision makes a turn in progress start over. Throws `not_found`, and `precondition_failed` where
 * `revision` (an If-Match) is stale.
 */
export async function changeThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  change: (tx: Db, thread: ThreadRow, now: Date) => ThreadChange | Promise<ThreadChange>,
): Promise<ThreadRow> {
  const row = await ctx.db.transaction(async (tx) => {
    const [thread] = await tx
      .select()
      .from(threads)
      .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, id)))
      .for('update')
    if (thread === undefined) throw new NotFoundError('thread', id)
    if (revision !== null && revision !== thread.revision) {
      throw new AppError('precondition_failed', `Thread ${id} has changed since revision ${revision}`)
    }
    const now = ctx.clock()
    const { set, news, audit } = await change(tx, thread, now)
    const [changed] = await tx
      .update(threads)
      .set({ ...set, revision: sql`${threads.revision} + 1`, updated_at: now })
      .where(eq(threads.id, id))
      .returning()
    await appendEvents(ctx, tx, caller, news)
    await appendAudit(ctx, tx, caller, audit, id)
    return changed!
  })
  ctx.wake('deliveries')
  return row
}
