import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { policies } from '../db/schema.ts'
import { DEFAULT_POLICY } from './default-policy.ts'
import type { Policy, PolicyDocument } from './policy.ts'

export type PolicyRow = typeof policies.$inferSelect
type StoredPolicy = Pick<PolicyRow, 'workspace_id' | 'version' | 'document'>

/** The policy that holds in a workspace now: its last activated, or the built-in one. */
export async function readPolicy(db: Db, workspaceId: string): Promise<Policy> {
  return policyOf(await readActiveRow(db, workspaceId))
}

export async function readActiveRow(db: Db, workspaceId: string): Promise<PolicyRow | null> {
  const [row] = await selectActive(db, workspaceId)
  return row ?? null
}

/** What `policyOf` reads, as a field of a query that is made anyway. */
export function activePolicy(db: Db, workspaceId: string): SQL<StoredPolicy | null> {
  return sql`(select to_jsonb(active) from (${selectActive(db, workspaceId)}) as active)`
}

export function policyOf(row: StoredPolicy | null): Policy {
  return row === null ? DEFAULT_POLICY : { version: versionOf(row), document: documentOf(row) }
}

function selectActive(db: Db, workspaceId: string) {
  return db
    .select()
    .from(policies)
    .where(and(eq(policies.workspace_id, workspaceId), eq(policies.state, 'active')))
    .orderBy(desc(sql`coalesce(${policies.decided_at}, ${policies.created_at})`), desc(policies.version))
    .limit(1)
}

/** What decisions store of a policy. */
export function versionOf(row: Pick<PolicyRow, 'workspace_id' | 'version'>): string {
  return `${row.workspace_id}-${row.version}`
}

/**
 * A stored document, which was checked when it was written (src/moderation/propose-policy.ts). What older ones do not
 * say yet is as in the built-in policy.
 */
export function documentOf(row: Pick<PolicyRow, 'document'>): PolicyDocument {
  return { ...DEFAULT_POLICY.document, ...row.document } as PolicyDocument
}

/** The documents behind versions that decisions stored; what is unknown is left out. */
export async function readDocuments(
  db: Db,
  workspaceId: string,
  versions: readonly string[],
): Promise<Map<string, PolicyDocument>> {
  const numbers = [...new Set(versions)]
    .filter((version) => version.startsWith(`${workspaceId}-`))
    .map((version) => Number(version.slice(workspaceId.length + 1)))
  if (numbers.length === 0) return new Map()
  const rows = await db
    .select()
    .from(policies)
    .where(and(eq(policies.workspace_id, workspaceId), inArray(policies.version, numbers)))
  return new Map(rows.map((row) => [versionOf(row), documentOf(row)]))
}
