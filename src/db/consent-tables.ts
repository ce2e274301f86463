import { sql } from 'drizzle-orm'
import { index, pgTable, text } from 'drizzle-orm/pg-core'
import type { ConsentPurpose, ConsentSource, ConsentStatus } from '../domain/consent.ts'
import { id, instant } from './columns.ts'
import { contacts, messages } from './inbox-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** Who may be written to, as it was said: entries are added and never changed. The latest by `at` counts. */
export const consents = pgTable(
  'consents',
  {
    id: id(),
    workspace_id: workspaceId(),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    channel_id: text().notNull(),
    purpose: text().$type<ConsentPurpose>().notNull(),
    status: text().$type<ConsentStatus>().notNull(),
    source: text().$type<ConsentSource>().notNull(),
    /** The message that said so, where one did. */
    message_id: text().references(() => messages.id, { onDelete: 'set null' }),
    /** In the contact's words. */
    text: text(),
    actor_kind: text().notNull(),
    actor_id: text().notNull(),
    at: instant().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('consents_by_contact').on(t.contact_id, t.at, t.id),
    index('consents_by_message').on(t.message_id).where(sql`message_id is not null`),
  ],
)
