import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { ConflictKind, ConflictState } from '../domain/knowledge-conflict.ts'
import type { GapState } from '../domain/knowledge-gap.ts'
import type { SuggestionEvidence, SuggestionKind, SuggestionState } from '../domain/knowledge-suggestion.ts'
import type { Language } from '../domain/language.ts'
import { id, instant } from './columns.ts'
import { knowledgeEntries } from './knowledge-tables.ts'
import { decisions } from './pipeline-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** Pairs of entries that answer one question, with answers that differ or that say the same twice. */
export const knowledgeConflicts = pgTable(
  'knowledge_conflicts',
  {
    id: id(),
    workspace_id: workspaceId(),
    kind: text().$type<ConflictKind>().notNull(),
    /** The smaller id of the two, so that a pair is kept once. */
    entry_id: text()
      .notNull()
      .references(() => knowledgeEntries.id, { onDelete: 'cascade' }),
    other_id: text()
      .notNull()
      .references(() => knowledgeEntries.id, { onDelete: 'cascade' }),
    differs: jsonb().$type<string[]>().notNull(),
    state: text().$type<ConflictState>().notNull(),
    dismissed_by: text(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('conflicts_by_pair').on(t.entry_id, t.other_id),
    index('conflicts_by_other').on(t.other_id),
    index('conflicts_by_state').on(t.workspace_id, t.state, t.id),
  ],
)

/** When a workspace's upkeep was last done and is next due. */
export const knowledgeUpkeep = pgTable(
  'knowledge_upkeep',
  {
    workspace_id: workspaceId().primaryKey(),
    /** Decisions up to this one were looked through. */
    read_until: text().notNull().default(''),
    /** The knowledge that gaps were last held against. */
    revision: integer().notNull().default(0),
    due_at: instant().notNull(),
    lease_until: instant(),
    refreshed_at: instant(),
  },
  (t) => [index('upkeep_due').on(t.due_at)],
)

/** Questions that many ask and nothing answers. */
export const knowledgeGaps = pgTable(
  'knowledge_gaps',
  {
    id: id(),
    workspace_id: workspaceId(),
    language: text().$type<Language>().notNull(),
    state: text().$type<GapState>().notNull(),
    /** How many questions of the last 30 days it holds. */
    questions: integer().notNull(),
    dismissed_by: text(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [index('gaps_by_size').on(t.workspace_id, t.state, t.questions, t.id)],
)

/** Questions that nothing was trusted to answer, without personal data. */
export const knowledgeMisses = pgTable(
  'knowledge_misses',
  {
    id: id(),
    decision_id: text()
      .notNull()
      .references(() => decisions.id, { onDelete: 'cascade' }),
    /** Which of the turn's questions. */
    position: integer().notNull(),
    workspace_id: workspaceId(),
    message_id: text().notNull(),
    thread_id: text().notNull(),
    contact_id: text().notNull(),
    text: text().notNull(),
    language: text().$type<Language>().notNull(),
    asked_at: instant().notNull(),
    /** When the knowledge came to answer it. */
    answered_at: instant(),
    gap_id: text().references(() => knowledgeGaps.id, { onDelete: 'set null' }),
    /** 0 for the question that stands best for its gap. */
    place: integer(),
  },
  (t) => [
    uniqueIndex('misses_by_question').on(t.decision_id, t.position),
    index('misses_by_time').on(t.workspace_id, t.asked_at),
    index('misses_by_gap').on(t.gap_id, t.place),
    index('misses_by_message').on(t.message_id),
  ],
)

/** Entries and wordings that people's own replies propose. Nothing is proposed twice, whatever became of it. */
export const knowledgeSuggestions = pgTable(
  'knowledge_suggestions',
  {
    id: id(),
    workspace_id: workspaceId(),
    kind: text().$type<SuggestionKind>().notNull(),
    state: text().$type<SuggestionState>().notNull(),
    /** What it was made of, once a workspace: a gap, or an entry and a wording. */
    source: text().notNull(),
    language: text().$type<Language>().notNull(),
    gap_id: text(),
    /** No reference: it is kept when the entry goes. */
    entry_id: text(),
    /** Whose words it quotes. */
    thread_id: text(),
    question: text().notNull(),
    answer: text(),
    variants: jsonb().$type<string[]>().notNull(),
    evidence: jsonb().$type<z.infer<typeof SuggestionEvidence>[]>().notNull(),
    decided_by: text(),
    decided_at: instant(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('suggestions_by_source').on(t.workspace_id, t.source),
    index('suggestions_by_state').on(t.workspace_id, t.state, t.id),
    index('suggestions_by_gap').on(t.gap_id),
    index('suggestions_by_thread').on(t.thread_id),
  ],
)
