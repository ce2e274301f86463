import { and, eq, type SQL } from 'drizzle-orm'
import type { drafts, messages } from '../db/schema.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { isOfThread } from './is-of-thread.ts'

/** What was said between the shop and one contact: under a post many people write in one thread. */
export function isOfExchange(
  table: typeof messages | typeof drafts,
  thread: Pick<ThreadRow, 'id' | 'workspace_id' | 'surface'>,
  contactId: string,
): SQL {
  return and(
    isOfThread(table, thread),
    thread.surface === 'comment' ? eq(table.contact_id, contactId) : undefined,
  )!
}
