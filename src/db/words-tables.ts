import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Language } from '../domain/language.ts'
import type {
  ChannelStatusName,
  TemplateCategory,
  TemplateDocument,
  VersionState,
} from '../domain/template.ts'
import { broadcastRecipients } from './broadcast-tables.ts'
import { id, instant } from './columns.ts'
import { contacts, threads } from './inbox-tables.ts'
import { drafts } from './pipeline-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** Approved words by name and language; what they say stands in their versions. */
export const templates = pgTable(
  'templates',
  {
    id: id(),
    workspace_id: workspaceId(),
    name: text().notNull(),
    language: text().$type<Language>().notNull(),
    category: text().$type<TemplateCategory>().notNull(),
    /** The version that is said; null before one was approved. */
    approved_version: integer(),
    retired_at: instant(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('templates_by_name').on(t.workspace_id, t.name, t.language),
    index('templates_by_workspace').on(t.workspace_id, t.id),
  ],
)

/** A version is written once: whoever edits makes another. */
export const templateVersions = pgTable(
  'template_versions',
  {
    template_id: text()
      .notNull()
      .references(() => templates.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    workspace_id: workspaceId(),
    document: jsonb().$type<TemplateDocument>().notNull(),
    state: text().$type<VersionState>().notNull(),
    created_by: text().notNull(),
    submitted_by: text(),
    submitted_at: instant(),
    decided_by: text(),
    decided_at: instant(),
    decided_reason: text(),
    created_at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.template_id, t.version] }),
    // Whatever route is taken: nobody approves what they wrote or submitted.
    check(
      'template_versions_second_person',
      sql`state <> 'approved' or (submitted_by is not null and decided_by is not null and decided_by <> created_by and decided_by <> submitted_by)`,
    ),
  ],
)

/** What channels say of a version. */
export const templateChannels = pgTable(
  'template_channels',
  {
    template_id: text()
      .notNull()
      .references(() => templates.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    channel_id: text().notNull(),
    workspace_id: workspaceId(),
    status: text().$type<ChannelStatusName>().notNull(),
    reason: text(),
    updated_at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.template_id, t.version, t.channel_id] })],
)

/** Each time that a version, or its fallback, was said to somebody. */
export const templateUses = pgTable(
  'template_uses',
  {
    id: id(),
    workspace_id: workspaceId(),
    template_id: text()
      .notNull()
      .references(() => templates.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    /** The channel had rejected or paused the version. */
    is_fallback: boolean().notNull(),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    thread_id: text().references(() => threads.id, { onDelete: 'set null' }),
    /** What was sent: a draft, or what a broadcast keeps of its recipient. */
    draft_id: text().references(() => drafts.id, { onDelete: 'set null' }),
    recipient_id: text().references(() => broadcastRecipients.id, { onDelete: 'set null' }),
    created_at: instant().notNull(),
  },
  (t) => [
    index('template_uses_by_version').on(t.template_id, t.version, t.id),
    index('template_uses_by_contact').on(t.contact_id),
    index('template_uses_by_recipient').on(t.recipient_id),
  ],
)

/** Words of people's own, by a shortcut that they type. */
export const quickReplies = pgTable(
  'quick_replies',
  {
    id: id(),
    workspace_id: workspaceId(),
    shortcut: text().notNull(),
    language: text().$type<Language>().notNull(),
    category: text().notNull(),
    text: text().notNull(),
    created_by: text().notNull(),
    updated_by: text().notNull(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('quick_replies_by_shortcut').on(t.workspace_id, t.shortcut, t.language),
    index('quick_replies_by_workspace').on(t.workspace_id, t.id),
  ],
)
