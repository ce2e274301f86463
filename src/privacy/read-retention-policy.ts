import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { retentionPolicies } from '../db/schema.ts'
import { RetentionDocument, type RetentionPolicy } from '../domain/retention.ts'

const BUILT_IN: RetentionPolicy = {
  ...RetentionDocument.parse({}),
  version: 0,
  created_by: null,
  created_at: null,
}

/** The policy that holds in a workspace now. */
export async function readRetentionPolicy(db: Db, workspaceId: string): Promise<RetentionPolicy> {
  const [newest] = await listRetentionPolicies({ db }, workspaceId, null, 1)
  return newest ?? BUILT_IN
}

/** Every version, newest first, before `before`. */
export async function listRetentionPolicies(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<RetentionPolicy[]> {
  const rows = await ctx.db
    .select()
    .from(retentionPolicies)
    .where(
      and(
        eq(retentionPolicies.workspace_id, workspaceId),
        before === null ? undefined : lt(retentionPolicies.version, before),
      ),
    )
    .orderBy(desc(retentionPolicies.version))
    .limit(limit)
  return rows.map(({ version, document, created_by, created_at }) => ({
    ...document,
    version,
    created_by,
    created_at: created_at.toISOString(),
  }))
}
