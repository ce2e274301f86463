import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { EscalationTarget } from '../domain/escalation-policy.ts'
import type { ClockKind } from '../domain/sla-policy.ts'
import { id, instant } from './columns.ts'
import { threads } from './inbox-tables.ts'
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

/** From when to when a clock ran, RFC 3339; `to` is null while it runs. */
export interface RunningSpan {
  readonly from: string
  readonly to: string | null
}

/**
 * What a customer waits for, one row a wait and one an episode. The spans are the truth; what is due when follows from
 * them and from the policy, and is kept to be found by.
 */
export const slaClocks = pgTable(
  'sla_clocks',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    episode: integer().notNull(),
    kind: text().$type<ClockKind>().notNull(),
    started_at: instant().notNull(),
    spans: jsonb().$type<readonly RunningSpan[]>().notNull(),
    /** The policy that applies now, or did when the clock ended; null where none does. */
    policy_id: text(),
    policy_version: integer(),
    target_ms: bigint({ mode: 'number' }),
    /** Null while it is paused, and where nothing will ever be due. */
    at_risk_at: instant(),
    due_at: instant(),
    /** The instant of the event `sla.at_risk`, which is told once; null before. */
    at_risk_told_at: instant(),
    /** When it was due and nothing had come: told once, and never taken back. */
    breached_at: instant(),
    ended_at: instant(),
    /** Whether it ended for what it counted, on time or late; null while it is open. */
    is_answered: boolean(),
  },
  (t) => [
    // Each wait has one clock, and each episode one of its whole.
    uniqueIndex('sla_clocks_open').on(t.thread_id, sql`(kind = 'resolution')`).where(sql`ended_at is null`),
    index('sla_clocks_by_thread').on(t.thread_id, t.episode),
    index('sla_clocks_by_workspace').on(t.workspace_id).where(sql`ended_at is null`),
  ],
)

/** Steps of escalation that were taken: each once a wait. */
export const escalations = pgTable(
  'escalations',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    clock_id: text()
      .notNull()
      .references(() => slaClocks.id, { onDelete: 'cascade' }),
    policy_id: text().notNull(),
    policy_version: integer().notNull(),
    /** The step's place in the policy, from 1. */
    level: integer().notNull(),
    target: jsonb().$type<EscalationTarget>().notNull(),
    due_at: instant().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('escalations_once').on(t.clock_id, t.policy_id, t.level),
    index('escalations_by_thread').on(t.thread_id, t.id),
  ],
)

/** When a thread's clocks are to be looked at next; no row where nothing will come due by itself. */
export const clockChecks = pgTable(
  'clock_checks',
  {
    thread_id: text()
      .primaryKey()
      .references(() => threads.id, { onDelete: 'cascade' }),
    workspace_id: workspaceId(),
    due_at: instant().notNull(),
  },
  (t) => [index('clock_checks_due').on(t.due_at), index('clock_checks_by_workspace').on(t.workspace_id)],
)
