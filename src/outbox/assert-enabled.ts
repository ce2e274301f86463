import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { webhookEndpoints } from '../db/schema.ts'
import { AppError, NotFoundError } from '../errors.ts'

/** Keeps an endpoint enabled until the transaction ends. Throws `not_found`, or `conflict` where it is disabled. */
export async function assertEnabled(tx: Db, workspaceId: string, id: string): Promise<void> {
  const [row] = await tx
    .select({ isEnabled: webhookEndpoints.is_enabled })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.workspace_id, workspaceId), eq(webhookEndpoints.id, id)))
    .for('share')
  if (row === undefined) throw new NotFoundError('webhook endpoint', id)
  if (!row.isEnabled) throw new AppError('conflict', `The endpoint ${id} is disabled; enable it first`)
}
