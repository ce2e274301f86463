import { and, desc, eq, exists, gt, gte, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages, moderationDecisions } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'
import { openReplies } from './open-replies.ts'

/** Whatever was said to somebody, whether a decision made it or a person. */
const replies = alias(drafts, 'replies')

/** So many of the latest decisions are looked at: under a post very many people may write. */
const LATEST = 50

/**
 * Since when somebody in the thread, or of those who are asked about, waits for a person or for a draft to be reviewed; null
 * where nobody does. Under a post many people write in one thread, of which `waiting_since` only knows the first, and of an
 * answer that failed only when it did.
 */
export async function readWaiting(
  db: Db,
  thread: ThreadRow,
  { only, except }: { readonly only?: string; readonly except?: string } = {},
  findReplies = openReplies(db, thread),
): Promise<Date | null> {
  if (thread.waiting_since === null) return null
  // Held or hidden by a policy, and somebody took that back.
  const freed = db
    .select({ one: sql`1` })
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.decision_id, decisions.id), isNotNull(moderationDecisions.reversed_at)))
  const isOwed = sql<boolean>`(${decisions.route} = 'review' or ${decisions.handoff} is not null or ${drafts.state} = 'failed' or ${exists(freed)})`
  const latest = await db
    .select({
      isOwed,
      state: drafts.state,
      id: messages.id,
      contact_id: messages.contact_id,
      received_at: messages.received_at,
    })
    .from(decisions)
    .innerJoin(messages, and(eq(messages.id, decisions.message_id), eq(messages.decision_id, decisions.id)))
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(
      and(
        isOfThread(decisions, thread),
        eq(messages.episode, thread.episode),
        isNull(messages.deleted_at),
        // What asks for nothing, as most comments do, would hide who waits behind them.
        or(isOwed, inArray(drafts.state, ['approved', 'sent'])),
        or(gte(messages.received_at, thread.waiting_since), exists(failedSince(db))),
        only === undefined ? undefined : eq(messages.contact_id, only),
        except === undefined ? undefined : ne(messages.contact_id, except),
      ),
    )
    .orderBy(desc(decisions.id))
    .limit(LATEST)
  if (latest.length === 0) return null
  const isAnswered = await findReplies()
  const answered = new Set<string>()
  let since: Date | null = null
  for (const { isOwed, state, ...message } of latest) {
    if (state === 'approved' || state === 'sent') answered.add(message.contact_id)
    else if (isOwed && !answered.has(message.contact_id) && !isAnswered(message)) since = message.received_at
  }
  return since
}

/** An answer to whoever wrote the message that failed to go out since. */
function failedSince(db: Db) {
  return db
    .select({ one: sql`1` })
    .from(replies)
    .where(
      and(
        eq(replies.workspace_id, messages.workspace_id),
        eq(replies.thread_id, messages.thread_id),
        eq(replies.contact_id, messages.contact_id),
        eq(replies.state, 'failed'),
        gt(replies.created_at, messages.received_at),
      ),
    )
}
