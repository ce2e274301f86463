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

/** So that no version of a workspace bears the name of a built-in one (`default-4`), whatever the workspace is called. */
const OWN = 'policy-'

/** What decisions store of a policy. */
export function versionOf({ version }: Pick<PolicyRow, 'version'>): string {
  return `${OWN}${version}`
}

/** The number of a workspace's own version, which older decisions name by the workspace (`ws_1-3`); null for the built-in one. */
function numberOf(workspaceId: string, version: string): number | null {
  if (version === DEFAULT_POLICY.version) return null
  const prefix = [OWN, `${workspaceId}-`].find((one) => version.startsWith(one))
  return prefix === undefined ? null : Number(version.slice(prefix.length))
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
  const named = [...new Set(versions)].flatMap((version) => {
    const number = numberOf(workspaceId, version)
    return number === null ? [] : [{ version, number }]
  })
  if (named.length === 0) return new Map()
  const rows = await db
    .select()
    .from(policies)
    .where(
      and(
        eq(policies.workspace_id, workspaceId),
        inArray(
          policies.version,
          named.map(({ number }) => number),
        ),
      ),
    )
  const documents = new Map(rows.map((row) => [row.version, documentOf(row)]))
  return new Map(
    named.flatMap(({ version, number }) => {
      const document = documents.get(number)
      return document === undefined ? [] : [[version, document] as const]
    }),
  )
}
