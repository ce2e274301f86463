import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** What a contact asked for about their own data. It outlives the contact's data, and holds none of it. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    id: id(),
    workspace_id: workspaceId(),
    // No reference: the request outlives the contact.
    contact_id: text().notNull(),
    kind: text().$type<'access' | 'delete' | 'anonymise'>().notNull(),
    state: text().$type<'received' | 'verified' | 'completed' | 'refused'>().notNull(),
    /** By when it has to be answered. */
    due_at: instant().notNull(),
    /** How the workspace made sure who asks. */
    verified_method: text(),
    verified_by: text(),
    verified_at: instant(),
    refused_reason: text(),
    completed_at: instant(),
    /** After a failure, not before. */
    retry_at: instant(),
    revision: integer().notNull().default(1),
    created_by: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('privacy_requests_by_workspace').on(t.workspace_id, t.id),
    index('privacy_requests_verified').on(t.id).where(sql`state = 'verified'`),
  ],
)

/** What must neither be erased nor run out while it stands, because a law or a court wants it kept. */
export const legalHolds = pgTable(
  'legal_holds',
  {
    id: id(),
    workspace_id: workspaceId(),
    subject_kind: text().$type<'contact' | 'thread' | 'workspace'>().notNull(),
    subject_id: text().notNull(),
    /** The number of a case, for instance. */
    reference: text().notNull(),
    created_by: text().notNull(),
    created_at: instant().notNull(),
    released_by: text(),
    released_at: instant(),
  },
  (t) => [
    index('legal_holds_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('legal_holds_standing')
      .on(t.workspace_id, t.subject_kind, t.subject_id, t.reference)
      .where(sql`released_at is null`),
  ],
)
