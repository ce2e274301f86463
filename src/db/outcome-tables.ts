import { bigint, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { OutcomeKind } from '../domain/outcome.ts'
import { id, instant } from './columns.ts'
import { threads } from './inbox-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** What came of conversations, as people and the platform say. */
export const outcomes = pgTable(
  'outcomes',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    episode: integer().notNull(),
    kind: text().$type<OutcomeKind>().notNull(),
    /** Hundredths of the currency's unit, so that sums are exact. */
    value_cents: bigint({ mode: 'number' }),
    currency: text(),
    external_id: text(),
    comment: text(),
    created_by: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('outcomes_by_external_id').on(t.workspace_id, t.external_id),
    index('outcomes_by_thread').on(t.thread_id, t.id),
  ],
)
