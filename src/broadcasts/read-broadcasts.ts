import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { broadcasts } from '../db/schema.ts'
import type { Broadcast } from '../domain/broadcast.ts'
import { NotFoundError } from '../errors.ts'

export type BroadcastRow = typeof broadcasts.$inferSelect

/** Newest first. */
export function listBroadcasts(
  { db }: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<BroadcastRow[]> {
  return db
    .select()
    .from(broadcasts)
    .where(
      and(eq(broadcasts.workspace_id, workspaceId), before === null ? undefined : lt(broadcasts.id, before)),
    )
    .orderBy(desc(broadcasts.id))
    .limit(limit)
}

/** Throws `not_found`. */
export async function getBroadcast(
  { db }: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<BroadcastRow> {
  const [row] = await db
    .select()
    .from(broadcasts)
    .where(and(eq(broadcasts.workspace_id, workspaceId), eq(broadcasts.id, id)))
  if (row === undefined) throw new NotFoundError('broadcast', id)
  return row
}

export function viewBroadcast(row: BroadcastRow): Broadcast {
  const { id, state, plan, stop_reason, recipients, without_consent, revision } = row
  return {
    ...{ id, state, plan, stop_reason, recipients, without_consent, revision },
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
