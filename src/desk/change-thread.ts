import { and, eq, sql } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { assertMayWrite } from '../inbox/assert-may-write.ts'

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
  /** What the audit calls it. */
  readonly audit: string
  readonly details?: Record<string, unknown>
}

/**
 * Changes a thread in one transaction with its events and audit. The thread is locked first, so `change` sees it as it
 * is; a raised revision makes a turn in progress start over. Throws `not_found`, `precondition_failed` where `revision`
 * (an If-Match) is stale, and whatever `assertMay` throws: by default `claim_lost` for those who do not hold it.
 */
export async function changeThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  change: (tx: Db, thread: ThreadRow, now: Date) => ThreadChange | Promise<ThreadChange>,
  assertMay: typeof assertMayWrite = assertMayWrite,
): Promise<ThreadRow> {
  const row = await ctx.db.transaction(async (tx) => {
    const [thread] = await tx
      .select()
      .from(threads)
      .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, id)))
      .for('update')
    if (thread === undefined) throw new NotFoundError('thread', id)
    const now = ctx.clock()
    assertMay(thread, caller.actor, now)
    if (revision !== null && revision !== thread.revision) {
      throw new AppError('precondition_failed', `Thread ${id} has changed since revision ${revision}`)
    }
    const { set, news, audit, details } = await change(tx, thread, now)
    const [changed] = await tx
      .update(threads)
      .set({ ...set, revision: sql`${threads.revision} + 1`, updated_at: now })
      .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, id)))
      .returning()
    await touchClocks(ctx, tx, changed!)
    await appendEvents(ctx, tx, caller, news)
    await appendAudit(ctx, tx, caller, audit, id, details)
    return changed!
  })
  ctx.wake('deliveries')
  return row
}

/** Throws `conflict` for a resolved thread. */
export function assertOpen(thread: ThreadRow): void {
  if (thread.status === 'resolved') {
    throw new AppError('conflict', `Thread ${thread.id} is resolved; reopen it first`)
  }
}
