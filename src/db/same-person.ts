import { and, eq, inArray, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from './database.ts'
import { contacts } from './schema.ts'

/** The contact itself and every contact that was found to be the same person; see src/inbox/merge-contacts.ts. */
export function isSamePerson(db: Db, workspaceId: string, contactId: string | SQLWrapper): SQL {
  const main = db
    .select({ id: personOf(contacts) })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  // `main` names the workspace, and is one value and not a set of one: so either side of the `or` takes its index, where
  // otherwise a database without statistics reads all contacts of the workspace.
  return or(eq(contacts.id, sql`(${main})`), eq(contacts.merged_into, sql`(${main})`))!
}

/** Who a contact is, whatever it was merged into. */
export function personOf(contact: { readonly id: PgColumn; readonly merged_into: PgColumn }): SQL<string> {
  return sql<string>`coalesce(${contact.merged_into}, ${contact.id})`
}

/**
 * Whether `column` names the contact or another of the same person. The ids are an array and not a subquery, which a database
 * without statistics may join by reading the whole table: so the column's index serves. `contactId` may be a column of any
 * table but `contacts`, which is read inside.
 */
export function isOfPerson(
  column: SQLWrapper,
  db: Db,
  workspaceId: string,
  contactId: string | SQLWrapper,
): SQL {
  const ids = db
    .select({ id: contacts.id })
    .from(contacts)
    .where(isSamePerson(db, workspaceId, contactId))
  return sql`${column} = any(array(${ids}))`
}

/** The same for many people at once, each by the contact that the person's others were merged into, as `personOf` gives it. */
export function isOfPeople(column: SQLWrapper, db: Db, people: string[]): SQL {
  const ids = db
    .select({ id: contacts.id })
    .from(contacts)
    .where(or(inArray(contacts.id, people), inArray(contacts.merged_into, people)))
  return sql`${column} = any(array(${ids}))`
}
