import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { webhookEndpoints } from '../db/schema.ts'
import { NotFoundError } from '../errors.ts'
import type { EndpointRow } from './webhook-endpoint.ts'

/** One endpoint of the workspace. Throws `not_found`. */
export async function getEndpoint(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<EndpointRow> {
  const [row] = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.workspace_id, workspaceId), eq(webhookEndpoints.id, id)))
  if (row === undefined) throw new NotFoundError('webhook endpoint', id)
  return row
}

/** Endpoints in the order they were made, after `after`. */
export function listEndpoints(
  ctx: { readonly db: Db },
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<EndpointRow[]> {
  return ctx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.workspace_id, workspaceId),
        after === null ? undefined : gt(webhookEndpoints.id, after),
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .limit(limit)
}
