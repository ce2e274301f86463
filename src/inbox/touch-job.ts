import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { jobs } from '../db/schema.ts'

/** A burst that never goes quiet is decided after so many settling times. */
const LONGEST_BURST = 5

/**
 * Asks for a turn of the thread, in the transaction of what causes it. Each touch puts the turn off until the burst
 * has been quiet for `settleMs`; one that backs off after a failure keeps its time.
 */
export async function touchJob(
  tx: Db,
  thread: { id: string; workspace_id: string },
  settleMs: number,
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + settleMs)
  await tx
    .insert(jobs)
    .values({ thread_id: thread.id, workspace_id: thread.workspace_id, due_at: dueAt, first_at: now })
    .onConflictDoUpdate({
      target: jobs.thread_id,
      set: {
        due_at: sql`case when ${jobs.attempts} > 0 and ${jobs.lease_token} is null then ${jobs.due_at} else greatest(${jobs.due_at}, least(excluded.due_at, ${jobs.first_at} + ${settleMs * LONGEST_BURST} * interval '1 millisecond')) end`,
        revision: sql`${jobs.revision} + 1`,
      },
    })
}
