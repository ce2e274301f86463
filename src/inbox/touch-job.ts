import { asc, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { jobs, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isUndecided } from './is-undecided.ts'

/** A burst that never goes quiet is decided after so many settling times. */
const LONGEST_BURST = 5

/** When a burst has settled whose first and last messages came then. */
export function settledAt(first: Date, last: Date, settleMs: number): Date {
  return new Date(Math.min(last.getTime() + settleMs, first.getTime() + settleMs * LONGEST_BURST))
}

/**
 * Asks for a turn of the thread, in the transaction of what causes it. Each touch puts the turn off until the burst
 * has been quiet for `settleMs`; one that backs off after a failure keeps its time. Under a post a turn is of whoever wrote
 * first, and what others write puts it off no more.
 */
export async function touchJob(
  tx: Db,
  thread: Pick<ThreadRow, 'id' | 'workspace_id' | 'surface'>,
  contactId: string,
  settleMs: number,
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + settleMs)
  const first = tx
    .select({ contact_id: messages.contact_id })
    .from(messages)
    .where(isUndecided(thread))
    .orderBy(asc(messages.id))
    .limit(1)
  const isAnothers = thread.surface === 'comment' ? sql`(${first}) <> ${contactId}` : sql`false`
  await tx
    .insert(jobs)
    .values({ thread_id: thread.id, workspace_id: thread.workspace_id, due_at: dueAt, first_at: now })
    .onConflictDoUpdate({
      target: jobs.thread_id,
      set: {
        due_at: sql`case when ${jobs.attempts} > 0 and ${jobs.lease_token} is null then ${jobs.due_at} when ${isAnothers} then ${jobs.due_at} else greatest(${jobs.due_at}, least(excluded.due_at, ${jobs.first_at} + ${settleMs * LONGEST_BURST} * interval '1 millisecond')) end`,
        revision: sql`${jobs.revision} + 1`,
      },
    })
}
