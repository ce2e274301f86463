import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { queues, workspaces } from '../db/schema.ts'
import { chooseFirstNames } from '../domain/choose-first-names.ts'

interface QueueContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** The queue for threads that no routing rule sends elsewhere; made, in the caller's transaction, where there is none. */
export async function ensureDefaultQueue(ctx: QueueContext, tx: Db, workspaceId: string) {
  const isDefault = and(eq(queues.workspace_id, workspaceId), eq(queues.is_default, true))
  const [known] = await tx.select().from(queues).where(isDefault)
  if (known !== undefined) return known
  const [workspace] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  const now = ctx.clock()
  await tx
    .insert(queues)
    .values({
      id: ctx.newId('que'),
      workspace_id: workspaceId,
      name: chooseFirstNames(workspace!.settings.time_zone).queue,
      is_default: true,
      created_at: now,
      updated_at: now,
    })
    .onConflictDoNothing()
  const [made] = await tx.select().from(queues).where(isDefault)
  return made!
}
