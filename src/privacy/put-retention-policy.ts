import { putVersion, type VersionContext } from '../db/put-version.ts'
import { retentionPolicies } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { RetentionDocument, RetentionPolicy } from '../domain/retention.ts'

/**
 * Stores a new version of the workspace's retention policy: archives follow it at once, and what goes does at the next
 * run. Throws `precondition_failed` where `seen` is not the newest.
 */
export function putRetentionPolicy(
  ctx: VersionContext,
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
