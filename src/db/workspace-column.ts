import { text } from 'drizzle-orm/pg-core'
import { workspaces } from './access-tables.ts'

/** The workspace that a row belongs to and goes with. */
export const workspaceId = () =>
  text()
    .notNull()
    .references(() => workspaces.id, { onDelete: 'cascade' })
