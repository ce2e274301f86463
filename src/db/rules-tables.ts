import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { ReplyRulesDocument } from '../domain/reply-rules.ts'
import { id, instant } from './columns.ts'
import { contacts, threads } from './inbox-tables.ts'
import { drafts } from './pipeline-tables.ts'
import { versionedTable } from './versioned-table.ts'
import { workspaceId } from './workspace-column.ts'

/** Every version that a workspace's rules of what is said without a model ever had; the newest holds. */
export const replyRules = versionedTable<ReplyRulesDocument>('reply_rules')

/** Each time that a rule said something to a contact. */
export const ruleUses = pgTable(
  'rule_uses',
  {
    id: id(),
    workspace_id: workspaceId(),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    draft_id: text()
      .notNull()
      .references(() => drafts.id),
    /** Of the rules that held. */
    version: integer().notNull(),
    rule: text().notNull(),
    /** Until when the rule does not say it again to this contact; null for no such time. */
    not_before: instant(),
    created_at: instant().notNull(),
  },
  (t) => [
    index('rule_uses_by_thread').on(t.thread_id, t.id),
    index('rule_uses_by_draft').on(t.draft_id),
    index('rule_uses_by_contact').on(t.contact_id, t.rule, t.id),
    index('rule_uses_by_workspace').on(t.workspace_id, t.id),
  ],
)
