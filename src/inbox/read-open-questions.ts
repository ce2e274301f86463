import { and, asc, desc, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { decisions, drafts, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'
import { openReplies } from './open-replies.ts'

/** Earlier messages that nobody answered yet, oldest first, and whether drafts to review are all that is left of them. */
export interface OpenQuestions {
  readonly messages: readonly (typeof messages.$inferSelect)[]
  readonly isReviewOnly: boolean
}

/**
 * The contact's messages whose draft nobody sent: those of the latest decisions, back to the last one with another outcome
 * or to the last reply of a person, which answered them.
 */
export async function readOpenQuestions(
  db: Db,
  thread: ThreadRow,
  contactId: string,
  findReplies = openReplies(db, thread),
): Promise<OpenQuestions> {
  const latest = await db
    .select({ id: decisions.id, route: decisions.route, state: drafts.state })
    .from(decisions)
    .innerJoin(messages, eq(messages.id, decisions.message_id))
    .leftJoin(drafts, eq(drafts.decision_id, decisions.id))
    .where(
      and(isOfThread(decisions, thread), ne(decisions.route, 'none'), eq(messages.contact_id, contactId)),
    )
    .orderBy(desc(decisions.id))
    .limit(5)
  const isUnsent = (state: string | null) => state === 'superseded' || state === 'pending_review'
  const answered = latest.findIndex((row) => !isUnsent(row.state))
  const open = latest.slice(0, answered === -1 ? latest.length : answered)
  if (open.length === 0) return { messages: [], isReviewOnly: false }
  const ids = open.map((row) => row.id)
  const rows = await db
    .select()
    .from(messages)
    .where(
      and(
        isOfThread(messages, thread),
        inArray(messages.decision_id, ids),
        eq(messages.episode, thread.episode),
        isNull(messages.deleted_at),
      ),
    )
    .orderBy(asc(messages.id))
  const isAnswered = await findReplies()
  const unanswered = rows.filter((message) => !isAnswered(message))
  return { messages: unanswered, isReviewOnly: open.every((row) => row.route === 'review') }
}
