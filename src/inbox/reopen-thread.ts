import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import { FRESH_EPISODE } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'

/** Opens a resolved thread again as a new episode: whatever silenced Recado before no longer holds. */
export async function reopenThread(tx: Db, thread: ThreadRow, now: Date): Promise<ThreadRow> {
  const [row] = await tx
    .update(threads)
    .set({
      ...FRESH_EPISODE,
      episode: sql`${threads.episode} + 1`,
      revision: sql`${threads.revision} + 1`,
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  return row!
}
