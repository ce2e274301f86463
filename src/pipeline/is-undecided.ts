import { and, eq, isNull, type SQL } from 'drizzle-orm'
import { messages } from '../db/schema.ts'
import type { Claim } from './claim-turn.ts'

/** Messages of a thread that wait for a turn. */
export function isUndecided({ workspaceId, threadId }: Pick<Claim, 'workspaceId' | 'threadId'>): SQL {
  return and(
    eq(messages.workspace_id, workspaceId),
    eq(messages.thread_id, threadId),
    isNull(messages.decision_id),
    eq(messages.direction, 'inbound'),
    isNull(messages.deleted_at),
  )!
}
