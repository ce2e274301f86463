import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { queues } from '../db/schema.ts'

interface QueueContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** What a workspace's first queue is called, until somebody names it otherwise. */
const FIRST_NAME = 'support'

/** The queue for threads that no routing rule sends elsewhere; made, in the caller's transaction, where there is none. */
export async function ensureDefaultQueue(ctx: QueueContext, tx: Db, workspaceId: string) {
  const isDefault = and(eq(queues.workspace_id, workspaceId), eq(queues.is_default, true))
  const [known] = await tx.select().from(queues).where(isDefault)
  if (known !== undefined) return known
  const now = ctx.clock()
  await tx
    .insert(queues)
    .values({
      id: ctx.newId('que'),
      workspace_id: workspaceId,
      name: FIRST_NAME,
      is_default: true,
      created_at: now,
      updated_at: now,
    })
    .onConflictDoNothing()
  const [made] = await tx.select().from(queues).where(isDefault)
  return made!
}
