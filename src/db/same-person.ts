import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { contacts } from './schema.ts'

/** The contact itself and every contact that was found to be the same person; see src/inbox/merge-contacts.ts. */
export function isSamePerson(db: Db, workspaceId: string, contactId: string): SQL {
  const main = db
    .select({ id: sql<string>`coalesce(${contacts.merged_into}, ${contacts.id})` })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  return and(
    eq(contacts.workspace_id, workspaceId),
    or(inArray(contacts.id, main), inArray(contacts.merged_into, main)),
  )!
}

/** The ids of the same, as a subquery. */
export function personIds(db: Db, workspaceId: string, contactId: string) {
  return db
    .select({ id: contacts.id })
    .from(contacts)
    .where(isSamePerson(db, workspaceId, contactId))
}
