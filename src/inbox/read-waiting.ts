import { and, desc, eq, gte, isNull, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { cameAfter, findReply } from './find-reply.ts'
import { isOfThread } from './is-of-thread.ts'

/** So many of the latest decisions are looked at: under a post very many people may write. */
const LATEST = 50

/**
 * Since when somebody in the thread, other than `exceptId`, waits for a person or for a draft to be reviewed; null where
 * nobody does. Under a post many people write in one thread, of which `waiting_since` only knows the first.
 */
export async function readWaiting(db: Db, thread: ThreadRow, exceptId: string | null): Promise<Date | null> {
  if (thread.waiting_since === null) return null
  const latest = await db
    .select({
      route: decisions.route,
      state: drafts.state,
      contactId: messages.contact_id,
      at: messages.received_at,
    })
    .from(decisions)
    .innerJoin(messages, and(eq(messages.id, decisions.message_id), eq(messages.decision_id, decisions.id)))
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(
      and(
        isOfThread(decisions, thread),
        eq(messages.episode, thread.episode),
        isNull(messages.deleted_at),
        gte(messages.received_at, thread.waiting_since),
        exceptId === null ? undefined : ne(messages.contact_id, exceptId),
        cameAfter(await findReply(db, thread)),
      ),
    )
    .orderBy(desc(decisions.id))
    .limit(LATEST)
  const answered = new Set<string>()
  let since: Date | null = null
  for (const { route, state, contactId, at } of latest) {
    if (state === 'approved' || state === 'sent') answered.add(contactId)
    else if ((route === 'human' || route === 'review') && !answered.has(contactId)) since = at
  }
  return since
}
