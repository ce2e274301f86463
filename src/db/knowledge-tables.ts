import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Actor } from '../domain/actor.ts'
import type { Language } from '../domain/language.ts'
import type { FieldError } from '../errors.ts'
import { workspaces } from './access-tables.ts'
import { id, instant, tsvector, vector } from './columns.ts'
import { workspaceId } from './workspace-column.ts'

/** Raised by every change of a workspace's knowledge; stored with every decision. */
export const knowledgeRevisions = pgTable('knowledge_revisions', {
  workspace_id: text()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: 'cascade' }),
  revision: integer().notNull(),
  /** Whose vectors search the knowledge; null where an older version of Recado wrote it. */
  embedder: text(),
  /** Whose vectors some entries still lack, and who searches once none does; null where there is nothing to wait for. */
  pending: text(),
  /** A process embeds for it until then, or waits to try again. */
  embed_lease_until: instant(),
})

export const knowledgeEntries = pgTable(
  'knowledge_entries',
  {
    id: id(),
    workspace_id: workspaceId(),
    external_id: text().notNull(),
    question: text().notNull(),
    answer: text().notNull(),
    variants: jsonb().$type<string[]>().notNull(),
    language: text().$type<Language>().notNull(),
    tags: jsonb().$type<string[]>().notNull(),
    valid_from: instant(),
    valid_until: instant(),
    /** When somebody should look at it again. */
    review_at: instant(),
    /** The date of review that was told; see src/upkeep/tell-reviews.ts. */
    review_told: instant(),
    collection: text().notNull().default('general'),
    /** Of two entries that are as good, the higher comes first. */
    priority: integer().notNull().default(0),
    version: integer().notNull(),
    /** The version that was compared with its neighbours; see src/knowledge/check-entries.ts. */
    checked_version: integer().notNull().default(0),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('entries_by_external_id').on(t.workspace_id, t.external_id),
    index('entries_by_collection').on(t.workspace_id, t.collection, t.id),
    index('entries_unchecked').on(t.workspace_id, t.id).where(sql`checked_version <> version`),
  ],
)

/** Every version an entry ever had, so that an old decision's citations can be read as they were. */
export const knowledgeVersions = pgTable(
  'knowledge_versions',
  {
    // No reference: versions outlive a deleted entry.
    entry_id: text().notNull(),
    version: integer().notNull(),
    workspace_id: workspaceId(),
    external_id: text().notNull(),
    content: jsonb().$type<Record<string, unknown>>().notNull(),
    changed_by: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.entry_id, t.version] }),
    index('versions_by_workspace').on(t.workspace_id),
  ],
)

/** What search looks at: an entry's question, each variant and its answer, with terms and an embedding by model. */
export const knowledgePassages = pgTable(
  'knowledge_passages',
  {
    entry_id: text()
      .notNull()
      .references(() => knowledgeEntries.id, { onDelete: 'cascade' }),
    kind: text().$type<'question' | 'variant' | 'answer'>().notNull(),
    position: integer().notNull(),
    workspace_id: workspaceId(),
    text: text().notNull(),
    terms: tsvector().notNull(),
    model: text().notNull(),
    dimensions: integer().notNull(),
    embedding: vector().notNull(),
    /** The model refuses the text: its vector is all zeros, and only its words find it. */
    is_refused: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.entry_id, t.kind, t.position, t.model] }),
    index('passages_refused').on(t.workspace_id, t.model).where(sql`is_refused`),
    index('passages_by_workspace').on(t.workspace_id, t.model),
    index('passages_by_terms').using('gin', t.terms),
    check('passages_dimensions', sql`vector_dims(embedding) = dimensions`),
  ],
)

export const knowledgeImports = pgTable(
  'knowledge_imports',
  {
    id: id(),
    workspace_id: workspaceId(),
    format: text().$type<'csv' | 'jsonl' | 'markdown'>().notNull(),
    state: text().$type<'queued' | 'running' | 'done' | 'failed'>().notNull(),
    /** The file's text, dropped when the import ends. */
    source: text(),
    total: integer().notNull().default(0),
    processed: integer().notNull().default(0),
    created: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    errors: jsonb().$type<(FieldError & { row: number })[]>().notNull().default([]),
    attempts: integer().notNull().default(0),
    lease_token: text(),
    lease_until: instant(),
    created_by: jsonb().$type<Actor>().notNull(),
    created_at: instant().notNull(),
    finished_at: instant(),
  },
  (t) => [
    index('imports_by_workspace').on(t.workspace_id, t.id),
    index('imports_open').on(t.state, t.lease_until),
  ],
)
