import { desc, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { policies } from '../db/schema.ts'
import { DEFAULT_POLICY, type Policy, type PolicyDocument } from './policy.ts'

/** The policy that holds in a workspace now: its own newest, or the built-in one. */
export async function readPolicy(db: Db, workspaceId: string): Promise<Policy> {
  const [row] = await db
    .select()
    .from(policies)
    .where(eq(policies.workspace_id, workspaceId))
    .orderBy(desc(policies.version))
    .limit(1)
  if (row === undefined) return DEFAULT_POLICY
  // Documents are checked when they are written: src/moderation/put-policy.ts.
  return { version: `${workspaceId}-${row.version}`, document: row.document as PolicyDocument }
}
