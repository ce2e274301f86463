import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { BroadcastInput, BroadcastState, RecipientState } from '../domain/broadcast.ts'
import { id, instant } from './columns.ts'
import { contacts } from './inbox-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** A plan, and how far it came. Each step of it is one transaction that holds this row. */
export const broadcasts = pgTable(
  'broadcasts',
  {
    id: id(),
    workspace_id: workspaceId(),
    state: text().$type<BroadcastState>().notNull(),
    plan: jsonb().$type<BroadcastInput>().notNull(),
    /** Contacts up to this one were looked at. */
    gathered_until: text().notNull().default(''),
    recipients: integer().notNull().default(0),
    without_consent: integer().notNull().default(0),
    /** When its next step is due; null where none is. */
    next_at: instant(),
    /** Until when results of the pilot are waited for. */
    judged_at: instant(),
    stop_reason: text(),
    started_at: instant(),
    finished_at: instant(),
    reported_at: instant(),
    created_by: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [index('broadcasts_by_workspace').on(t.workspace_id, t.id), index('broadcasts_due').on(t.next_at)],
)

/** Who gets a broadcast, once each. */
export const broadcastRecipients = pgTable(
  'broadcast_recipients',
  {
    id: id(),
    workspace_id: workspaceId(),
    broadcast_id: text()
      .notNull()
      .references(() => broadcasts.id, { onDelete: 'cascade' }),
    contact_id: text()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** Drawn, so that the pilot is no special part of the audience. */
    place: integer().notNull(),
    is_pilot: boolean().notNull().default(false),
    state: text().$type<RecipientState>().notNull(),
    /** Why it was skipped, or the platform's code of a failure. */
    reason: text(),
    /** Not before: their night is over then. */
    due_at: instant().notNull(),
    text: text(),
    requested_at: instant(),
    reported_at: instant(),
  },
  (t) => [
    uniqueIndex('recipients_by_contact').on(t.broadcast_id, t.contact_id),
    index('recipients_due').on(t.broadcast_id, t.state, t.place, t.id),
    index('recipients_of_contact').on(t.contact_id),
  ],
)
