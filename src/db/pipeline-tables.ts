import { sql } from 'drizzle-orm'
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Assessment, Category } from '../domain/assessment.ts'
import type { Handoff, Moderation, Route } from '../domain/decision.ts'
import type { DecisionTrace } from '../domain/decision-trace.ts'
import type { Citation, DraftKind, DraftState } from '../domain/draft.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { ChannelMode } from '../domain/message.ts'
import { id, instant } from './columns.ts'
import { contacts, messages, threads } from './inbox-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** How many second opinions a workspace's turns asked for on each of its days. */
export const opinionDays = pgTable(
  'opinion_days',
  {
    workspace_id: workspaceId(),
    /** ISO date in the workspace's time zone. */
    day: text().notNull(),
    asked: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace_id, t.day] })],
)

/** One row per thread with undecided messages: claimed with a lease, deleted when its turn is recorded. */
export const jobs = pgTable(
  'jobs',
  {
    thread_id: text()
      .primaryKey()
      .references(() => threads.id, { onDelete: 'cascade' }),
    workspace_id: workspaceId(),
    due_at: instant().notNull(),
    /** When the oldest undecided message came: a burst settles at most so long. */
    first_at: instant().notNull(),
    /** Raised by each message, so that one that comes mid-turn is noticed. */
    revision: integer().notNull().default(1),
    /** Turns thrown away because something came in between. */
    reruns: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    lease_token: text(),
    lease_until: instant(),
  },
  (t) => [index('jobs_due').on(t.workspace_id, t.due_at)],
)

/** The outcome of a turn, with all that is needed to decide it again. */
export const decisions = pgTable(
  'decisions',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    /** The newest message of the turn. */
    message_id: text()
      .notNull()
      .references(() => messages.id),
    category: text().$type<Category>().notNull(),
    route: text().$type<Route>().notNull(),
    reasons: jsonb().$type<string[]>().notNull(),
    mode: text().$type<ChannelMode>().notNull(),
    assessment: jsonb().$type<Assessment>().notNull(),
    moderation: jsonb().$type<Moderation>().notNull(),
    /** What the policy was asked, word for word: src/moderation/moderate-message.ts replays it. Null before it was kept. */
    policy_facts: jsonb().$type<Record<string, unknown>>(),
    handoff: jsonb().$type<Handoff>(),
    citations: jsonb().$type<Citation[]>().notNull(),
    /** The input of the pure decision, word for word: src/pipeline/decide.ts replays it. */
    inputs: jsonb().$type<Record<string, unknown>>().notNull(),
    /** What was around the turn: src/replay works the decision out again from it. Null before it was kept, empty once erased. */
    trace: jsonb().$type<DecisionTrace>(),
    /** How the rules were asked, and why they did not speak; null before there were any. */
    rules: jsonb().$type<Record<string, unknown>>(),
    prompt_version: text(),
    took_ms: integer().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('decisions_by_thread').on(t.thread_id, t.id),
    index('decisions_by_message').on(t.message_id),
    index('decisions_by_workspace').on(t.workspace_id, t.id),
  ],
)

export const drafts = pgTable(
  'drafts',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    kind: text().$type<DraftKind>().notNull().default('answer'),
    /** The turn that made it; null for whatever no turn made. */
    decision_id: text().references(() => decisions.id),
    /** Whom it is for; null in older rows and for what is said to a thread as a whole. */
    contact_id: text().references(() => contacts.id),
    state: text().$type<DraftState>().notNull(),
    /** What goes out; after an edit, the edited words. */
    text: text().notNull(),
    /** What was proposed, kept to measure how far people had to edit. */
    proposed_text: text().notNull(),
    language: text().$type<LanguageTag>().notNull(),
    confidence: real().notNull(),
    /** That of its thread, which the database keeps equal, so that an index sorts what waits by it; null in older rows. */
    urgency: smallint(),
    citations: jsonb().$type<Citation[]>().notNull(),
    /** Who approved or rejected it, and why. */
    reviewed_by: text(),
    review_reason: text(),
    failure_code: text(),
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    // A turn has at most one outbound.
    uniqueIndex('drafts_by_decision').on(t.decision_id),
    index('drafts_by_state').on(t.workspace_id, t.state, t.id),
    index('drafts_by_thread').on(t.thread_id, t.id),
    index('drafts_by_contact').on(t.contact_id).where(sql`contact_id is not null`),
    foreignKey({
      name: 'drafts_urgency_of_thread',
      columns: [t.thread_id, t.urgency],
      foreignColumns: [threads.id, threads.urgency],
    }).onUpdate('cascade'),
    // What reviewers see next; see src/review/list-review-queue.ts.
    index('drafts_waiting')
      .on(t.workspace_id, t.urgency, t.confidence.desc().nullsFirst(), t.id)
      .where(sql`state = 'pending_review' and decision_id is not null`),
    // What retention looks for beside messages.
    index('drafts_without_turn').on(t.workspace_id, t.created_at).where(sql`decision_id is null`),
  ],
)

/** What people said of a draft or a decision: the raw material of later evaluation cases. */
export const feedback = pgTable(
  'feedback',
  {
    id: id(),
    workspace_id: workspaceId(),
    draft_id: text().references(() => drafts.id),
    message_id: text().references(() => messages.id),
    kind: text().$type<'approved' | 'edited' | 'rejected' | 'rating' | 'correction'>().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    actor_kind: text().notNull(),
    actor_id: text().notNull(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('feedback_by_workspace').on(t.workspace_id, t.id),
    index('feedback_by_draft').on(t.draft_id).where(sql`draft_id is not null`),
    index('feedback_by_message').on(t.message_id).where(sql`message_id is not null`),
  ],
)
