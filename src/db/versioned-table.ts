import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** A document of the workspace that is edited as a whole: every version it ever had; the newest holds. */
export function versionedTable<Document>(name: string) {
  return pgTable(
    name,
    {
      workspace_id: workspaceId(),
      version: integer().notNull(),
      /** Checked when it was written. */
      document: jsonb().$type<Document>().notNull(),
      created_by: text().notNull(),
      created_at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace_id, t.version] })],
  )
}

export type VersionedTable<Document> = ReturnType<typeof versionedTable<Document>>
