import { and, eq, isNull, type SQL } from 'drizzle-orm'
import { messages } from '../db/schema.ts'
import { isOfThread } from './is-of-thread.ts'

/** Messages of a thread that wait for a turn. */
export function isUndecided(thread: Parameters<typeof isOfThread>[1]): SQL {
  return and(
    isOfThread(messages, thread),
    isNull(messages.decision_id),
    eq(messages.direction, 'inbound'),
    isNull(messages.deleted_at),
  )!
}
