import { and, eq, inArray, sql } from 'drizzle-orm'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import { isOfThread } from './is-of-thread.ts'

/**
 * Takes back a thread's drafts that nobody has sent or approved yet; only those for what `contactId` wrote where it is given:
 * under a post the others still wait for theirs.
 */
export async function supersedeDrafts(
  tx: Db,
  thread: { id: string; workspace_id: string },
  now: Date,
  contactId?: string,
): Promise<NewEvent[]> {
  const own = tx
    .select({ id: decisions.id })
    .from(decisions)
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .where(and(isOfThread(decisions, thread), eq(messages.contact_id, contactId ?? '')))
  const rows = await tx
    .update(drafts)
    .set({ state: 'superseded', revision: sql`${drafts.revision} + 1`, updated_at: now })
    .where(
      and(
        isOfThread(drafts, thread),
        eq(drafts.state, 'pending_review'),
        contactId === undefined ? undefined : inArray(drafts.decision_id, own),
      ),
    )
    .returning({ id: drafts.id })
  return rows.map((row) => ({
    type: 'draft.superseded',
    threadId: thread.id,
    data: { draft_id: row.id, thread_id: thread.id },
  }))
}
