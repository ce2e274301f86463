import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Actor } from '../domain/actor.ts'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** What a workspace wants to be right; a case counts once somebody else than its author has approved it. */
export const evalCases = pgTable(
  'eval_cases',
  {
    id: id(),
    workspace_id: workspaceId(),
    /** The author's own name for it. */
    external_id: text().notNull(),
    state: text().$type<'pending' | 'approved' | 'rejected'>().notNull(),
    /** See src/evals/case.ts. Empty once the customer whose thread it was made from was erased. */
    messages: jsonb().$type<unknown[]>().notNull(),
    tags: jsonb().$type<Record<string, unknown>>().notNull(),
    /** The thread that it was made from, where it was. */
    thread_id: text(),
    created_by: text().notNull(),
    created_at: instant().notNull(),
    decided_by: text(),
    decided_at: instant(),
  },
  (t) => [
    uniqueIndex('eval_cases_by_external_id').on(t.workspace_id, t.external_id),
    index('eval_cases_by_state').on(t.workspace_id, t.state, t.id),
  ],
)

/** A run of suites over a workspace's cases, the shipped ones, or both. */
export const evalRuns = pgTable(
  'eval_runs',
  {
    id: id(),
    workspace_id: workspaceId(),
    state: text().$type<'queued' | 'running' | 'done' | 'failed'>().notNull(),
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    total: integer().notNull().default(0),
    processed: integer().notNull().default(0),
    versions: jsonb().$type<Record<string, string>>(),
    measured: jsonb().$type<unknown[]>(),
    verdicts: jsonb().$type<unknown[]>(),
    /** What the provider took; see src/evals/measure-cost.ts. */
    cost: jsonb().$type<unknown[]>(),
    attempts: integer().notNull().default(0),
    lease_token: text(),
    lease_until: instant(),
    created_by: jsonb().$type<Actor>().notNull(),
    created_at: instant().notNull(),
    finished_at: instant(),
  },
  (t) => [
    index('eval_runs_by_workspace').on(t.workspace_id, t.id),
    index('eval_runs_open').on(t.state, t.lease_until),
  ],
)

/** What became of each case of a run, with the case as it was. */
export const evalResults = pgTable(
  'eval_results',
  {
    id: id(),
    run_id: text()
      .notNull()
      .references(() => evalRuns.id, { onDelete: 'cascade' }),
    workspace_id: workspaceId(),
    case_id: text().notNull(),
    position: integer().notNull(),
    /** See src/evals/case.ts, src/evals/result.ts and src/evals/score-case.ts. */
    content: jsonb().$type<unknown>().notNull(),
    score: jsonb().$type<unknown>().notNull(),
    thread_id: text(),
  },
  (t) => [uniqueIndex('eval_results_by_case').on(t.run_id, t.case_id)],
)
