import { eq } from 'drizzle-orm'
import type { Db } from './database.ts'
import { workspaces } from './schema.ts'

/**
 * Lets one change of a workspace's own set-up pass at a time, in the caller's transaction, so that what is checked of
 * its other rows still holds when it is written. Rows that only name the workspace are not held up.
 */
export async function lockWorkspace(tx: Db, workspaceId: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for('no key update')
}
