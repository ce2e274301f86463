import { and, eq, inArray, sql } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { drafts } from '../db/schema.ts'

/** Takes back a thread's drafts that nobody has sent or approved yet. */
export async function supersedeDrafts(
  tx: Db,
  thread: { id: string; workspace_id: string },
  now: Date,
): Promise<NewEvent[]> {
  const rows = await tx
    .update(drafts)
    .set({ state: 'superseded', revision: sql`${drafts.revision} + 1`, updated_at: now })
    .where(
      and(
        eq(drafts.workspace_id, thread.workspace_id),
        eq(drafts.thread_id, thread.id),
        inArray(drafts.state, ['pending_review']),
      ),
    )
    .returning({ id: drafts.id })
  return rows.map((row) => ({
    type: 'draft.superseded',
    threadId: thread.id,
    data: { draft_id: row.id, thread_id: thread.id },
  }))
}
