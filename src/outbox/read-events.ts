import { and, asc, eq, gt } from 'drizzle-orm'
import { holdEventOrder } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { events } from '../db/schema.ts'
import type { Event, EventType } from '../domain/event.ts'
import { AppError } from '../errors.ts'

interface EventQuery {
  /** The id of the last event read; null for the beginning. */
  readonly after: string | null
  readonly type: EventType | null
  readonly limit: number
}

/**
 * Events in the order in which they happened, after `after`. Whoever goes on from the last one misses none: appends in
 * flight are waited for. Throws `invalid_request` with the pointer `/after` for an id that is not of the workspace.
 */
export async function readEvents(
  ctx: { readonly db: Db },
  workspaceId: string,
  query: EventQuery,
): Promise<Event[]> {
  const rows = await ctx.db.transaction(async (tx) => {
    await holdEventOrder(tx, workspaceId)
    const position = query.after === null ? null : await positionOf(tx, workspaceId, query.after)
    return tx
      .select()
      .from(events)
      .where(
        and(
          eq(events.workspace_id, workspaceId),
          position === null ? undefined : gt(events.seq, position),
          query.type === null ? undefined : eq(events.type, query.type),
        ),
      )
      .orderBy(asc(events.seq))
      .limit(query.limit)
  })
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    timestamp: row.created_at.toISOString(),
    data: row.data,
  }))
}

async function positionOf(tx: Db, workspaceId: string, id: string): Promise<number> {
  const [row] = await tx
    .select({ seq: events.seq })
    .from(events)
    .where(and(eq(events.workspace_id, workspaceId), eq(events.id, id)))
  if (row !== undefined) return row.seq
  throw new AppError('invalid_request', 'There is no event to go on from', {
    errors: [{ pointer: '/after', detail: 'names no event of this workspace' }],
  })
}
