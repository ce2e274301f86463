import { boolean, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** Where threads wait for a person. */
export const queues = pgTable(
  'queues',
  {
    id: id(),
    workspace_id: workspaceId(),
    name: text().notNull(),
    /** Whoever has room may take from it at peaks, whatever their own queues are. */
    is_floating: boolean().notNull().default(false),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [uniqueIndex('queues_by_name').on(t.workspace_id, t.name)],
)
