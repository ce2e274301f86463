import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { EventType } from '../domain/event.ts'
import { id, instant } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** Everything that happened, append-only, in the order of `seq`; see src/db/append-event.ts. */
export const events = pgTable(
  'events',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    id: text().notNull(),
    workspace_id: workspaceId(),
    type: text().$type<EventType>().notNull(),
    /** The thread it belongs to, where there is one: what a thread's timeline is read from. */
    thread_id: text(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Who caused it. */
    actor_kind: text().notNull(),
    actor_id: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('events_by_id').on(t.id),
    index('events_by_workspace').on(t.workspace_id, t.seq),
    index('events_by_thread').on(t.thread_id, t.seq),
    // What reports read: see src/reports/read-facts.ts.
    index('events_by_time').on(t.workspace_id, t.created_at, t.seq),
  ],
)

export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: id(),
    workspace_id: workspaceId(),
    url: text().notNull(),
    /** Event types to send; empty for all. */
    events: jsonb().$type<EventType[]>().notNull(),
    /** Standard Webhooks secret, sealed: see src/secrets/seal-secret.ts. */
    secret: text().notNull(),
    /** The secret before the last rotation, which signs beside the new one until `previous_secret_until`. */
    previous_secret: text(),
    previous_secret_until: instant(),
    is_enabled: boolean().notNull().default(true),
    disabled_reason: text(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [index('endpoints_by_workspace').on(t.workspace_id, t.id)],
)

/** Events still owed to an endpoint; a row is deleted when it is delivered or given up. */
export const outbox = pgTable(
  'outbox',
  {
    event_id: text().notNull(),
    endpoint_id: text()
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    workspace_id: workspaceId(),
    due_at: instant().notNull(),
    attempts: integer().notNull().default(0),
    lease_token: text(),
    lease_until: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.event_id, t.endpoint_id] }),
    index('outbox_due').on(t.due_at),
    index('outbox_by_endpoint').on(t.endpoint_id, t.due_at),
  ],
)

/** Every attempt to deliver an event, kept for the people who look for it. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: id(),
    workspace_id: workspaceId(),
    endpoint_id: text()
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    event_id: text().notNull(),
    event_type: text().$type<EventType>().notNull(),
    attempt: integer().notNull(),
    state: text().$type<'delivered' | 'failed' | 'given_up'>().notNull(),
    /** HTTP status; null where no answer came. */
    response_status: integer(),
    /** A code such as `timeout`, `redirect_refused`, `address_refused`; never the answer's body. */
    error: text(),
    took_ms: integer().notNull(),
    next_attempt_at: instant(),
    created_at: instant().notNull(),
  },
  (t) => [index('deliveries_by_endpoint').on(t.workspace_id, t.endpoint_id, t.id)],
)
