import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { RoutingDocument } from '../domain/routing.ts'
import { members } from './access-tables.ts'
import { id, instant } from './columns.ts'
import { versionedTable } from './versioned-table.ts'
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
    /** A floating queue floats while more threads than this wait in it. */
    floats_above: integer().notNull().default(10),
    /** Where threads wait that no routing rule sends elsewhere; one a workspace. */
    is_default: boolean().notNull().default(false),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('queues_by_name').on(t.workspace_id, t.name),
    uniqueIndex('queues_default').on(t.workspace_id).where(sql`is_default`),
  ],
)

/** Who serves which queue; one that names nobody is open to every member. */
export const queueMembers = pgTable(
  'queue_members',
  {
    workspace_id: workspaceId(),
    queue_id: text()
      .notNull()
      .references(() => queues.id, { onDelete: 'cascade' }),
    member_id: text()
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.queue_id, t.member_id] }),
    index('queue_members_by_member').on(t.member_id),
  ],
)

/** Every version that a workspace's routing rules ever had; the newest holds. */
export const routingRules = versionedTable<RoutingDocument>('routing_rules')
