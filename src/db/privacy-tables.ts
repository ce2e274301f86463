import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ExportDocument, ExportState } from '../domain/export.ts'
import type { RetentionClass, RetentionDocument } from '../domain/retention.ts'
import { id, instant } from './columns.ts'
import { versionedTable } from './versioned-table.ts'
import { workspaceId } from './workspace-column.ts'

/** What a contact asked for about their own data. It outlives the contact's data, and holds none of it. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    id: id(),
    workspace_id: workspaceId(),
    // No reference: the request outlives the contact.
    contact_id: text().notNull(),
    kind: text().$type<'access' | 'delete' | 'anonymise'>().notNull(),
    state: text().$type<'received' | 'verified' | 'completed' | 'refused'>().notNull(),
    /** By when it has to be answered. */
    due_at: instant().notNull(),
    /** How the workspace made sure who asks. */
    verified_method: text(),
    verified_by: text(),
    verified_at: instant(),
    refused_reason: text(),
    completed_at: instant(),
    /** After a failure, not before. */
    retry_at: instant(),
    revision: integer().notNull().default(1),
    created_by: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('privacy_requests_by_workspace').on(t.workspace_id, t.id),
    index('privacy_requests_verified').on(t.id).where(sql`state = 'verified'`),
  ],
)

/** What must neither be erased nor run out while it stands, because a law or a court wants it kept. */
export const legalHolds = pgTable(
  'legal_holds',
  {
    id: id(),
    workspace_id: workspaceId(),
    subject_kind: text().$type<'contact' | 'thread' | 'workspace'>().notNull(),
    subject_id: text().notNull(),
    /** The number of a case, for instance. */
    reference: text().notNull(),
    created_by: text().notNull(),
    created_at: instant().notNull(),
    released_by: text(),
    released_at: instant(),
  },
  (t) => [
    index('legal_holds_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('legal_holds_standing')
      .on(t.workspace_id, t.subject_kind, t.subject_id, t.reference)
      .where(sql`released_at is null`),
  ],
)

/** Every version that a workspace's retention policy ever had; the newest holds. */
export const retentionPolicies = versionedTable<RetentionDocument>('retention_policies')

/** One row each time that retention goes over a workspace; the open one is the next, or the one that goes on. */
export const retentionRuns = pgTable(
  'retention_runs',
  {
    id: id(),
    workspace_id: workspaceId(),
    state: text().$type<'waiting' | 'running' | 'completed'>().notNull(),
    due_at: instant().notNull(),
    /** Where it goes on: the place in the order of src/privacy/find-expired.ts. */
    step: integer().notNull().default(0),
    /** Rows that went so far, by table. */
    rows: jsonb().$type<Record<string, number>>().notNull().default({}),
    started_at: instant(),
    completed_at: instant(),
  },
  (t) => [
    index('retention_runs_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('retention_runs_open').on(t.workspace_id).where(sql`state <> 'completed'`),
    index('retention_runs_due').on(t.due_at).where(sql`state <> 'completed'`),
  ],
)

/** That rows are gone, and under which policy: never what they said. */
export const retentionCertificates = pgTable(
  'retention_certificates',
  {
    id: id(),
    workspace_id: workspaceId(),
    run_id: text()
      .notNull()
      .references(() => retentionRuns.id, { onDelete: 'cascade' }),
    class: text().$type<RetentionClass>().notNull(),
    policy_version: integer().notNull(),
    /** Everything of the class from before this instant was to go. */
    gone_before: instant().notNull(),
    /** Of the rows that were looked for, the oldest and the newest. */
    oldest_at: instant().notNull(),
    newest_at: instant().notNull(),
    /** Rows that went, by table. */
    rows: jsonb().$type<Record<string, number>>().notNull(),
    /** SHA-256 over the ids of the rows that were looked for, sorted, one a line. */
    digest: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('retention_certificates_by_workspace').on(t.workspace_id, t.id),
    index('retention_certificates_by_run').on(t.run_id, t.id),
  ],
)

/** Data that somebody asks to take out in bulk: asked by one person, allowed by another, there for a while. */
export const exports = pgTable(
  'exports',
  {
    id: id(),
    workspace_id: workspaceId(),
    document: jsonb().$type<ExportDocument>().notNull(),
    state: text().$type<ExportState>().notNull(),
    /** Rows that it would hold, when it was asked or edited. */
    rows: integer().notNull(),
    requested_by: text().notNull(),
    decided_by: text(),
    decided_at: instant(),
    decided_reason: text(),
    expires_at: instant().notNull(),
    downloads: integer().notNull().default(0),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [
    index('exports_by_workspace').on(t.workspace_id, t.id),
    index('exports_open').on(t.expires_at).where(sql`state in ('requested', 'approved')`),
  ],
)
