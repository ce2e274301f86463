import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** Calendars and policies as people set them: each is a document with versions. */
export const clockSettings = pgTable(
  'clock_settings',
  {
    id: id(),
    workspace_id: workspaceId(),
    kind: text().$type<'calendar' | 'sla_policy' | 'escalation_policy'>().notNull(),
    name: text().notNull(),
    /** Of policies the first that applies holds, lowest position first. */
    position: integer().notNull().default(0),
    /** Checked when it was written; its shape goes by the kind. */
    document: jsonb().$type<Record<string, unknown>>().notNull(),
    version: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('clock_settings_by_name').on(t.workspace_id, t.kind, t.name),
    index('clock_settings_by_workspace').on(t.workspace_id, t.id),
  ],
)

/** Every version that a setting ever had, so that a due instant of last month can be explained. */
export const clockSettingVersions = pgTable(
  'clock_setting_versions',
  {
    setting_id: text().notNull(),
    version: integer().notNull(),
    workspace_id: workspaceId(),
    document: jsonb().$type<Record<string, unknown>>().notNull(),
    created_by: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.setting_id, t.version] })],
)
