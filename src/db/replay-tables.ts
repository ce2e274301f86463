import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Actor } from '../domain/actor.ts'
import type { Category } from '../domain/assessment.ts'
import type { ModerationAction, Route } from '../domain/decision.ts'
import { id, instant } from './columns.ts'
import { decisions } from './pipeline-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** What changes of the settings would have done in a past period; see src/replay. */
export const backtests = pgTable(
  'backtests',
  {
    id: id(),
    workspace_id: workspaceId(),
    /** The policy that is asked, by its version and as it stood when the backtest began. */
    policy: text().notNull(),
    document: jsonb().$type<Record<string, unknown>>().notNull(),
    settings: jsonb().$type<BacktestSettings>().notNull(),
    state: text().$type<'queued' | 'running' | 'done' | 'failed'>().notNull(),
    total: integer().notNull(),
    processed: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    /** Words that the decision was made from are erased. */
    erased: integer().notNull().default(0),
    /** What the decision was made from was not kept. */
    not_kept: integer().notNull().default(0),
    /** Decided by other models than those that worked it out again. */
    other_models: integer().notNull().default(0),
    /** The last decision that was looked at. */
    position: text().notNull().default(''),
    attempts: integer().notNull().default(0),
    lease_token: text(),
    lease_until: instant(),
    created_by: jsonb().$type<Actor>().notNull(),
    created_at: instant().notNull(),
    finished_at: instant(),
  },
  (t) => [
    index('backtests_by_workspace').on(t.workspace_id, t.id),
    index('backtests_open').on(t.state, t.lease_until),
  ],
)

/** What a backtest works the decisions of a period out with. */
export interface BacktestSettings {
  from: string
  to: string
  channel_id: string | null
  /** `kept` for the threshold that held then. */
  auto_threshold: number | null | 'kept'
  knowledge: 'kept' | 'current'
  provider: 'kept' | 'current'
}

/** An outcome in codes alone. */
export interface BacktestOutcome {
  category: Category
  action: ModerationAction
  route: Route
  reasons: string[]
}

export const backtestChanges = pgTable(
  'backtest_changes',
  {
    id: id(),
    workspace_id: workspaceId(),
    backtest_id: text()
      .notNull()
      .references(() => backtests.id, { onDelete: 'cascade' }),
    decision_id: text()
      .notNull()
      .references(() => decisions.id, { onDelete: 'cascade' }),
    kept: jsonb().$type<BacktestOutcome>().notNull(),
    replayed: jsonb().$type<BacktestOutcome>().notNull(),
  },
  (t) => [uniqueIndex('backtest_changes_by_decision').on(t.backtest_id, t.decision_id)],
)
