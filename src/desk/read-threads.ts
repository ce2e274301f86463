import { and, desc, eq, lt, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { events, messages, threads } from '../db/schema.ts'
import type { Thread, ThreadStatus, TimelineItem } from '../domain/thread.ts'
import { NotFoundError } from '../errors.ts'

type ThreadRow = typeof threads.$inferSelect

/** Newest first. */
export function listThreads(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly status: ThreadStatus | null; readonly before: string | null; readonly limit: number },
): Promise<ThreadRow[]> {
  return ctx.db
    .select()
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        filter.status === null ? undefined : eq(threads.status, filter.status),
        filter.before === null ? undefined : lt(threads.id, filter.before),
      ),
    )
    .orderBy(desc(threads.id))
    .limit(filter.limit)
}

/** Throws `not_found`. */
export async function getThread(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<ThreadRow> {
  const [row] = await ctx.db
    .select()
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), eq(threads.id, id)))
  if (row === undefined) throw new NotFoundError('thread', id)
  return row
}

const LONGEST_TIMELINE = 500

/** What happened in a thread, oldest first: its messages and its events, the newest of each where there are very many. */
export async function readTimeline(ctx: { readonly db: Db }, thread: ThreadRow): Promise<TimelineItem[]> {
  const said = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.workspace_id, thread.workspace_id), eq(messages.thread_id, thread.id)))
    .orderBy(desc(messages.id))
    .limit(LONGEST_TIMELINE)
  const happened = await ctx.db
    .select()
    .from(events)
    .where(
      and(
        eq(events.workspace_id, thread.workspace_id),
        eq(events.thread_id, thread.id),
        // The messages themselves stand in the timeline.
        ne(events.type, 'message.received'),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(LONGEST_TIMELINE)
  const items = [
    ...said.reverse().map((row) => ({
      at: row.received_at,
      type: `message.${row.direction}`,
      data: {
        message_id: row.id,
        external_id: row.external_id,
        text: row.text,
        attachments: row.attachments,
      },
    })),
    ...happened.reverse().map((row) => ({ at: row.created_at, type: row.type as string, data: row.data })),
  ]
  return items
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((item) => ({ ...item, at: item.at.toISOString() }))
}

export function viewThread(row: ThreadRow): Thread {
  const {
    workspace_id: _scope,
    queue_fixed_in: _fixed,
    last_message_at,
    created_at,
    updated_at,
    ...rest
  } = row
  return {
    ...rest,
    skills_relax_at: row.skills_relax_at?.toISOString() ?? null,
    held_until: row.held_until?.toISOString() ?? null,
    waiting_since: row.waiting_since?.toISOString() ?? null,
    snoozed_until: row.snoozed_until?.toISOString() ?? null,
    last_message_at: last_message_at.toISOString(),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}
