import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from './database.ts'
import type { VersionedTable } from './versioned-table.ts'

/** A document with its version; 0, by nobody, is what holds before anybody wrote one. */
export type Version<Document> = Document & {
  readonly version: number
  readonly created_by: string | null
  readonly created_at: string | null
}

/** The version that holds in a workspace now: the newest, or `builtIn` where there is none. */
export async function readNewest<Document>(
  db: Db,
  table: VersionedTable<Document>,
  workspaceId: string,
  builtIn: Document,
): Promise<Version<Document>> {
  const [newest] = await listVersions(db, table, workspaceId, null, 1)
  return newest ?? { ...builtIn, version: 0, created_by: null, created_at: null }
}

/** At most `limit` versions, newest first, before `before`. */
export async function listVersions<Document>(
  db: Db,
  table: VersionedTable<Document>,
  workspaceId: string,
  before: number | null,
  limit: number,
): Promise<Version<Document>[]> {
  const rows = await db
    .select({
      document: table.document,
      version: table.version,
      created_by: table.created_by,
      created_at: table.created_at,
    })
    .from(table)
    .where(and(eq(table.workspace_id, workspaceId), before === null ? undefined : lt(table.version, before)))
    .orderBy(desc(table.version))
    .limit(limit)
  return rows.map(({ document, version, created_by, created_at }) => ({
    ...(document as Document),
    version,
    created_by,
    created_at: created_at.toISOString(),
  }))
}
