import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { retentionPolicies } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { RetentionDocument, RetentionPolicy } from '../domain/retention.ts'
import { AppError } from '../errors.ts'
import { readRetentionPolicy } from './read-retention-policy.ts'

interface PolicyContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/**
 * Stores a new version of the workspace's retention policy: archives follow it at once, and what goes does at the next
 * run. Throws `precondition_failed` where `version` is not the newest.
 */
export async function putRetentionPolicy(
  ctx: PolicyContext,
  caller: Caller,
  version: number | null,
  document: RetentionDocument,
): Promise<RetentionPolicy> {
  const stored = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const before = await readRetentionPolicy(tx, caller.workspaceId)
    if (version !== null && version !== before.version) {
      throw new AppError('precondition_failed', `The retention policy has changed since version ${version}`)
    }
    const now = ctx.clock()
    const next = { version: before.version + 1, created_by: caller.actor.id, created_at: now }
    await tx.insert(retentionPolicies).values({ workspace_id: caller.workspaceId, document, ...next })
    const data = { version: next.version }
    await appendEvents(ctx, tx, caller, [{ type: 'retention.changed', data }])
    const subject = `${caller.workspaceId}-${next.version}`
    await appendAudit(ctx, tx, caller, 'retention.changed', subject, { ...document })
    return { ...document, ...next, created_at: now.toISOString() }
  })
  ctx.wake('deliveries')
  return stored
}
