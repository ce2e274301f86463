import { desc, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { policies, workspaces } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Policy, PolicyDocument } from './policy.ts'

/** Stores a new version of the workspace's policy; from the next turn on it holds. */
export async function putPolicy(
  ctx: { readonly db: Db; readonly clock: () => Date; readonly newId: (prefix: string) => string },
  caller: Caller,
  document: PolicyDocument,
): Promise<Policy> {
  return ctx.db.transaction(async (tx) => {
    // One writer at a time, also before there is any policy to lock.
    await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(eq(workspaces.id, caller.workspaceId))
      .for('update')
    const [newest] = await tx
      .select({ version: policies.version })
      .from(policies)
      .where(eq(policies.workspace_id, caller.workspaceId))
      .orderBy(desc(policies.version))
      .limit(1)
    const version = (newest?.version ?? 0) + 1
    const id = ctx.newId('pol')
    await tx.insert(policies).values({
      id,
      workspace_id: caller.workspaceId,
      version,
      document,
      created_by: caller.actor.id,
      created_at: ctx.clock(),
    })
    await appendAudit(ctx, tx, caller, 'policy.changed', id, { version })
    return { version: `${caller.workspaceId}-${version}`, document }
  })
}
