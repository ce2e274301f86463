import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Language } from '../domain/language.ts'
import type { MemberRole, Presence } from '../domain/member.ts'
import type { ModelSide } from '../domain/model-side.ts'
import { id, instant } from './columns.ts'

/** What a workspace's people set; every field has a default. */
export interface WorkspaceSettings {
  /** How drafts address the customer. */
  tone: 'friendly' | 'neutral' | 'formal'
  /** Words put before an answer; null for the built-in ones of each language. */
  greeting: string | null
  /** Shown to people first when somebody may be in danger. */
  help_text: string | null
  /** IANA time zone. */
  time_zone: string
  /** Forms of order numbers that count as personal data. */
  order_masks: string[]
  /** Days within which a request of a person about their data is to be answered. */
  privacy_deadline_days: number
  /** Of what is answered without a person, at most this share may be wrong, 0–1; null where nobody chose. */
  max_error: number | null
  /** Messages a day that the provider may be asked about where the classifier is unsure. */
  second_opinions_per_day: number
  /** Stops every automatic reply of the workspace at once. */
  stop_everything: boolean
  /** Of the replies that go out, the share that people judge, 0–1. */
  qa_share: number
  /** Of those, the share that two people judge, 0–1. */
  qa_double_share: number
  /** Seconds after which a customer who waits for a person is told so; null for never. */
  waiting_notice_after_s: number | null
  /** Whose vectors search the knowledge; null for what the installation chose, as in the two below. */
  embedder: ModelSide | null
  /** Who says what a message is. */
  classifier: ModelSide | null
  /** Who words drafts: the embedded side quotes the knowledge. */
  drafter: Exclude<ModelSide, 'transformers'> | null
}

export const workspaces = pgTable('workspaces', {
  id: id(),
  name: text().notNull(),
  settings: jsonb().$type<WorkspaceSettings>().notNull(),
  created_at: instant().notNull(),
  updated_at: instant().notNull(),
})

export const members = pgTable(
  'members',
  {
    id: id(),
    workspace_id: text()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** To sign in by, and to be written to. */
    email: text(),
    role: text().$type<MemberRole>().notNull(),
    /** What threads may require of who takes them. */
    skills: jsonb().$type<string[]>().notNull().default([]),
    /** Languages that the member answers in; empty for all. */
    languages: jsonb().$type<Language[]>().notNull().default([]),
    /** Most threads held at once. */
    capacity: integer().notNull().default(20),
    presence: text().$type<Presence>().notNull().default('offline'),
    /** Since when their keys open nothing and they take nothing; null while active. */
    deactivated_at: instant(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [
    index('members_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('members_by_email').on(t.workspace_id, sql`lower(${t.email})`),
  ],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    workspace_id: text()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    member_id: text().references(() => members.id, { onDelete: 'set null' }),
    name: text().notNull(),
    /** The first characters, to recognise a key by; never enough to use it. */
    prefix: text().notNull(),
    /** SHA-256 of the key, hex: keys carry 256 random bits, so no slow hash is needed. */
    hash: text().notNull(),
    scopes: jsonb().$type<string[]>().notNull(),
    created_at: instant().notNull(),
    expires_at: instant(),
    revoked_at: instant(),
    last_used_at: instant(),
  },
  (t) => [
    uniqueIndex('api_keys_by_hash').on(t.hash),
    index('api_keys_by_workspace').on(t.workspace_id, t.id),
  ],
)

/** Answers already given to a request with an `Idempotency-Key`. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    workspace_id: text()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    /** SHA-256 of method, path and body. */
    fingerprint: text().notNull(),
    /** Null while the first request is still in flight. */
    status: smallint(),
    headers: jsonb().$type<Record<string, string>>(),
    body: text(),
    is_done: boolean().notNull().default(false),
    created_at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace_id, t.key] })],
)

/** Who changed what; written in the same transaction as the change, chained and guarded by src/db/guard-audit.ts. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: id(),
    workspace_id: text()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    actor_kind: text().notNull(),
    actor_id: text().notNull(),
    /** A verb, past tense, dotted: `kb.entry_upserted`. */
    action: text().notNull(),
    subject_id: text().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    created_at: instant().notNull(),
    /** Its place in the workspace's chain; null until its transaction commits. */
    seq: integer(),
    previous_hash: text(),
    hash: text(),
  },
  (t) => [
    index('audit_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('audit_by_seq').on(t.workspace_id, t.seq),
  ],
)

/** Where a workspace's audit chain ends, and where it begins since its oldest entries went. */
export const auditHeads = pgTable('audit_heads', {
  workspace_id: text()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: 'cascade' }),
  seq: integer().notNull(),
  hash: text().notNull(),
  /** The last entry that retention took; 0 while the chain is whole. */
  anchor_seq: integer().notNull(),
  anchor_hash: text().notNull(),
})
