import type { Db } from '../db/database.ts'
import { putVersion } from '../db/put-version.ts'
import { retentionPolicies } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { RetentionDocument, RetentionPolicy } from '../domain/retention.ts'

interface PolicyContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/**
 * Stores a new version of the workspace's retention policy: archives follow it at once, and what goes does at the next
 * run. Throws `precondition_failed` where `seen` is not the newest.
 */
export function putRetentionPolicy(
  ctx: PolicyContext,
  caller: Caller,
  seen: number | null,
  document: RetentionDocument,
): Promise<RetentionPolicy> {
  const audit = { ...document }
  return putVersion(ctx, caller, {
    table: retentionPolicies,
    type: 'retention.changed',
    seen,
    document,
    audit,
  })
}
