import { and, desc, eq, ne } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { events, messages, threads } from '../db/schema.ts'
import type { PreviousEpisode, Thread, ThreadNote, TimelineItem } from '../domain/thread.ts'
import { NotFoundError } from '../errors.ts'
import { isOfThread } from '../inbox/is-of-thread.ts'
import type { ThreadRow } from './change-thread.ts'

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

/**
 * What happened in a thread and by whom, oldest first: its messages and its events of all episodes, the newest of each
 * where there are very many.
 */
export async function readTimeline(ctx: { readonly db: Db }, thread: ThreadRow): Promise<TimelineItem[]> {
  const said = await ctx.db
    .select()
    .from(messages)
    .where(isOfThread(messages, thread))
    .orderBy(desc(messages.id))
    .limit(LONGEST_TIMELINE)
  const happened = await ctx.db
    .select()
    .from(events)
    .where(
      and(
        isOfThread(events, thread),
        // The messages themselves stand in the timeline.
        ne(events.type, 'message.received'),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(LONGEST_TIMELINE)
  const items = [
    ...said.reverse().map((row) => ({ at: row.received_at, ...messageItem(row) })),
    ...happened.reverse().map((row) => ({
      at: row.created_at,
      type: row.type as string,
      actor: { kind: row.actor_kind as TimelineItem['actor']['kind'], id: row.actor_id },
      data: row.data,
    })),
  ]
  return items
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((item) => ({ ...item, at: item.at.toISOString() }))
}

function messageItem(row: typeof messages.$inferSelect): Omit<TimelineItem, 'at'> {
  const isInbound = row.direction === 'inbound'
  return {
    type: `message.${row.direction}`,
    actor: isInbound ? { kind: 'contact', id: row.contact_id } : { kind: 'platform', id: row.channel_id },
    data: {
      message_id: row.id,
      external_id: row.external_id,
      episode: row.episode,
      text: row.text,
      attachments: row.attachments,
      edited_at: row.edited_at?.toISOString() ?? null,
      deleted_at: row.deleted_at?.toISOString() ?? null,
    },
  }
}

/** How the episode before the thread's present one ended; null in its first, or where it has just ended. */
export async function readPreviousEpisode(
  ctx: { readonly db: Db },
  thread: ThreadRow,
): Promise<PreviousEpisode | null> {
  const resolved = await ctx.db
    .select()
    .from(events)
    .where(and(isOfThread(events, thread), eq(events.type, 'thread.resolved')))
    .orderBy(desc(events.seq))
    .limit(2)
  const before = resolved.find((row) => Number(row.data.episode) < thread.episode)
  if (before === undefined) return null
  return {
    episode: Number(before.data.episode),
    resolved_at: before.created_at.toISOString(),
    resolved_by: before.actor_id,
    reason: typeof before.data.reason === 'string' ? before.data.reason : null,
    note: (before.data.note as ThreadNote | undefined) ?? null,
  }
}

export function viewThread(row: ThreadRow): Thread {
  const {
    workspace_id: _scope,
    queue_fixed_in: _fixed,
    lost_by: _loser,
    told_waiting_at: _told,
    urgency: _rank,
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
