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
import type { LanguageTag } from '../domain/language.ts'
import type { Band, Rubric, Verdict } from '../domain/qa-sample.ts'
import { id, instant } from './columns.ts'
import { messages, threads } from './inbox-tables.ts'
import { decisions, drafts } from './pipeline-tables.ts'
import { workspaceId } from './workspace-column.ts'

/** What was sent and drawn for people to judge; see src/assurance/draw-samples.ts. */
export const qaSamples = pgTable(
  'qa_samples',
  {
    id: id(),
    workspace_id: workspaceId(),
    draft_id: text()
      .notNull()
      .references(() => drafts.id, { onDelete: 'cascade' }),
    decision_id: text()
      .notNull()
      .references(() => decisions.id, { onDelete: 'cascade' }),
    message_id: text()
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    thread_id: text()
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    channel_id: text().notNull(),
    language: text().$type<LanguageTag>().notNull(),
    confidence: doublePrecision().notNull(),
    band: text().$type<Band>().notNull(),
    /** What the words come from: `template:id@version`, a prompt's `id@version`, `knowledge` or `rule:name@version`. */
    template: text().notNull(),
    /** The provider's model, or `embedded`. */
    model: text().notNull(),
    /** The models that its confidence is of. */
    retrieval: text().notNull(),
    /** lot: every reply has the same chance; stratum: one of a kind that the lot passed over for long. */
    drawn: text().$type<'lot' | 'stratum'>().notNull(),
    /** Who let it go out; `auto` where nobody did, `rule` where a rule spoke. */
    sent_by: text().notNull(),
    sent_at: instant().notNull(),
    /** Reviewers that it needs, and has. */
    needed: integer().notNull(),
    reviewed: integer().notNull().default(0),
    /** Null until all of them have judged. */
    verdict: text().$type<Verdict>(),
    done_at: instant(),
  },
  (t) => [
    uniqueIndex('qa_samples_by_draft').on(t.draft_id),
    index('qa_samples_by_workspace').on(t.workspace_id, t.id),
    index('qa_samples_open').on(t.workspace_id, t.id).where(sql`verdict is null`),
    index('qa_samples_by_channel').on(t.workspace_id, t.channel_id, t.sent_at),
  ],
)

export const qaReviews = pgTable(
  'qa_reviews',
  {
    id: id(),
    workspace_id: workspaceId(),
    sample_id: text()
      .notNull()
      .references(() => qaSamples.id, { onDelete: 'cascade' }),
    message_id: text()
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    reviewer: text().notNull(),
    rubric: jsonb().$type<Rubric>().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    note: text(),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('qa_reviews_by_reviewer').on(t.sample_id, t.reviewer),
    index('qa_reviews_by_workspace').on(t.workspace_id, t.id),
  ],
)

/** How far a workspace's events were looked at for replies to draw. */
export const qaDraws = pgTable('qa_draws', {
  workspace_id: workspaceId().primaryKey(),
  seq: bigint({ mode: 'number' }).notNull(),
})

/** Replies of a kind since the last that was drawn. */
export const qaStrata = pgTable(
  'qa_strata',
  {
    workspace_id: workspaceId(),
    stratum: text().notNull(),
    passed: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace_id, t.stratum] })],
)
