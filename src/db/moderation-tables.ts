import { sql } from 'drizzle-orm'
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Language } from '../domain/language.ts'
import type { ActionOutcome, DecisionAction } from '../domain/moderation-decision.ts'
import type { PolicyState } from '../domain/policy-state.ts'
import type { Severity } from '../domain/signal.ts'
import { id, instant } from './columns.ts'
import { contacts, messages, threads } from './inbox-tables.ts'
import { decisions } from './pipeline-tables.ts'
import { workspaceId } from './workspace-column.ts'

export const quarantineItems = pgTable(
  'quarantine_items',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    decision_id: text()
      .notNull()
      .references(() => decisions.id),
    state: text().$type<'held' | 'released' | 'confirmed'>().notNull(),
    reasons: jsonb().$type<string[]>().notNull(),
    severity: text().$type<Severity>().notNull().default('medium'),
    /** Who looks at it now, and until when nobody else needs to. */
    claimed_by: text(),
    claimed_until: instant(),
    decided_by: text(),
    decided_reason: text(),
    decided_at: instant(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('quarantine_by_decision').on(t.decision_id),
    index('quarantine_by_state').on(t.workspace_id, t.state, t.id),
    index('quarantine_by_thread').on(t.thread_id),
  ],
)

/** Moderation policies by version; of a workspace's active ones the last activated holds, else the built-in one. */
export const policies = pgTable(
  'policies',
  {
    id: id(),
    workspace_id: workspaceId(),
    version: integer().notNull(),
    document: jsonb().$type<Record<string, unknown>>().notNull(),
    state: text().$type<PolicyState>().notNull().default('active'),
    created_by: text().notNull(),
    created_at: instant().notNull(),
    /** The second person who approved or rejected it, where one had to. */
    decided_by: text(),
    decided_at: instant(),
    decided_reason: text(),
  },
  (t) => [uniqueIndex('policies_by_version').on(t.workspace_id, t.version)],
)

/** Words that the workspace watches for; what they lead to stands in its policy. */
export const wordLists = pgTable(
  'word_lists',
  {
    id: id(),
    workspace_id: workspaceId(),
    /** By which policies name it. */
    name: text().notNull(),
    /** Null for every language. */
    language: text().$type<Language>(),
    /** As they were written. */
    entries: jsonb().$type<string[]>().notNull(),
    /** As they are compared: src/moderation/match-pattern.ts. */
    patterns: jsonb().$type<string[]>().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    index('word_lists_by_workspace').on(t.workspace_id, t.id),
    uniqueIndex('word_lists_by_name').on(t.workspace_id, t.name, sql`coalesce(language, '')`),
  ],
)

/** What repeats, by a key of its text, link or sender: a count that fades, shared by all processes. */
export const repetitionCounts = pgTable(
  'repetition_counts',
  {
    workspace_id: workspaceId(),
    key: bigint({ mode: 'number' }).notNull(),
    level: doublePrecision().notNull(),
    /** One bit a sender, by hash: as many senders at least as bits are set. */
    senders: integer().notNull(),
    seen_at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace_id, t.key] }), index('repetition_by_age').on(t.seen_at)],
)

/** Messages that were counted, so that a turn that runs again counts nothing twice. */
export const repetitionSeen = pgTable(
  'repetition_seen',
  {
    message_id: text().primaryKey(),
    workspace_id: workspaceId(),
    seen_at: instant().notNull(),
  },
  (t) => [index('repetition_seen_by_age').on(t.seen_at)],
)

/** Everything that was decided about showing a message, by a policy or a person, and what the platform made of it. */
export const moderationDecisions = pgTable(
  'moderation_decisions',
  {
    id: id(),
    workspace_id: workspaceId(),
    message_id: text()
      .notNull()
      .references(() => messages.id),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    /** The turn whose outcome it is or changes. */
    decision_id: text().references(() => decisions.id),
    action: text().$type<DecisionAction>().notNull(),
    reasons: jsonb().$type<string[]>().notNull(),
    /** In a person's words; null where a policy decided. */
    note: text(),
    severity: text().$type<Severity>(),
    /** Version of the policy, and its rule where one decided. */
    policy: text().notNull(),
    rule: text(),
    actor_kind: text().notNull(),
    actor_id: text().notNull(),
    created_at: instant().notNull(),
    /** The decision that this one takes back. */
    reverses_id: text(),
    reversed_at: instant(),
    /** What the platform said it did; null while it has not. */
    outcome: text().$type<ActionOutcome>(),
    outcome_code: text(),
    outcome_at: instant(),
  },
  (t) => [
    index('moderation_by_message').on(t.message_id, t.id),
    index('moderation_by_contact').on(t.contact_id, t.created_at),
    index('moderation_by_thread').on(t.thread_id),
    index('moderation_by_turn').on(t.decision_id).where(sql`decision_id is not null`),
    index('moderation_by_workspace').on(t.workspace_id, t.id),
  ],
)

/** An author's objection to a decision, handed over by the platform and decided by somebody else. */
export const appeals = pgTable(
  'appeals',
  {
    id: id(),
    workspace_id: workspaceId(),
    moderation_decision_id: text()
      .notNull()
      .references(() => moderationDecisions.id),
    message_id: text()
      .notNull()
      .references(() => messages.id),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    state: text().$type<'open' | 'upheld' | 'reversed'>().notNull(),
    /** In the author's words. */
    statement: text(),
    filed_by: text().notNull(),
    decided_by: text(),
    decided_reason: text(),
    decided_at: instant(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('appeals_by_decision').on(t.moderation_decision_id),
    index('appeals_by_state').on(t.workspace_id, t.state, t.id),
    index('appeals_by_message').on(t.message_id),
    index('appeals_by_thread').on(t.thread_id),
  ],
)
