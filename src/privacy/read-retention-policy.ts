import type { Db } from '../db/database.ts'
import { listVersions, readNewest } from '../db/list-versions.ts'
import { retentionPolicies } from '../db/schema.ts'
import { RetentionDocument, type RetentionPolicy } from '../domain/retention.ts'

const BUILT_IN = RetentionDocument.parse({})

/** The policy that holds in a workspace now. */
export function readRetentionPolicy(db: Db, workspaceId: string): Promise<RetentionPolicy> {
  return readNewest(db, retentionPolicies, workspaceId, BUILT_IN)
}

/** Every version, newest first, before `before`. */
export function listRetentionPolicies(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<RetentionPolicy[]> {
  return listVersions(ctx.db, retentionPolicies, workspaceId, before, limit)
}
