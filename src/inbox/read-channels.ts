import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { channels } from '../db/schema.ts'
import { NotFoundError } from '../errors.ts'

/** One channel of the workspace. Throws `not_found`. */
export async function getChannel(ctx: { readonly db: Db }, workspaceId: string, id: string) {
  const [row] = await ctx.db
    .select()
    .from(channels)
    .where(and(eq(channels.workspace_id, workspaceId), eq(channels.id, id)))
  if (row === undefined) throw new NotFoundError('channel', id)
  return row
}

/** Channels in the order of their ids, after `after`. */
export function listChannels(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
) {
  return ctx.db
    .select()
    .from(channels)
    .where(and(eq(channels.workspace_id, workspaceId), after === null ? undefined : gt(channels.id, after)))
    .orderBy(asc(channels.id))
    .limit(limit)
}
