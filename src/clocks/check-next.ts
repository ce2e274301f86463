import { and, asc, eq, lte } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockChecks, threads } from '../db/schema.ts'
import { nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { takeSteps } from './take-steps.ts'
import { type ClockContext, type ThreadRow, touchClocks, updateClocks } from './touch-clocks.ts'

export interface CheckContext extends ClockContext {
  readonly db: Db
  readonly logger: Logger
  readonly wake: (what: 'deliveries') => void
}

/** A check that fails comes again after so long, so that it holds no other up. */
const PUT_OFF_MS = 60_000

/** Looks at the clocks of the thread that is most overdue; false where none is due or others hold all that are. */
export async function checkNext(ctx: CheckContext): Promise<boolean> {
  const found: { thread: ThreadRow | null } = { thread: null }
  try {
    await ctx.db.transaction(async (tx) => {
      found.thread = await lockDue(tx, ctx.clock())
      if (found.thread !== null) await check(ctx, tx, found.thread)
    })
  } catch (error) {
    if (found.thread === null) throw error
    ctx.logger.error({ thread_id: found.thread.id, err: nameError(error) }, 'checking clocks failed')
    await putOff(ctx, found.thread)
  }
  if (found.thread === null) return false
  ctx.wake('deliveries')
  return true
}

/**
 * The thread is locked rather than its check, as everybody does who changes a thread and then its check: locked the other
 * way round, the two would wait for each other.
 */
async function lockDue(tx: Db, now: Date): Promise<ThreadRow | null> {
  const [due] = await tx
    .select({ thread: threads })
    .from(clockChecks)
    .innerJoin(threads, eq(threads.id, clockChecks.thread_id))
    .where(lte(clockChecks.due_at, now))
    .orderBy(asc(clockChecks.due_at))
    .limit(1)
    .for('update', { of: threads, skipLocked: true })
  return due?.thread ?? null
}

async function check(ctx: CheckContext, tx: Db, thread: ThreadRow): Promise<void> {
  const touched = await updateClocks(ctx, tx, thread)
  const moved = touched === null ? thread : await takeSteps(ctx, tx, thread, touched)
  // Another priority may mean another policy, and the next check is to be noted in any case.
  await touchClocks(ctx, tx, moved)
}

async function putOff(ctx: CheckContext, thread: ThreadRow): Promise<void> {
  await ctx.db
    .update(clockChecks)
    .set({ due_at: new Date(ctx.clock().getTime() + PUT_OFF_MS) })
    .where(and(eq(clockChecks.workspace_id, thread.workspace_id), eq(clockChecks.thread_id, thread.id)))
}
