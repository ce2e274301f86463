import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Surface } from '../domain/assessment.ts'
import type { Priority } from '../domain/decision.ts'
import type { LanguageTag } from '../domain/language.ts'
import type { MemberRole } from '../domain/member.ts'
import type { Attachment, ChannelKind, ChannelMode, Direction, Disposition } from '../domain/message.ts'
import type { NextAction, ThreadStatus } from '../domain/thread.ts'
import { id, instant } from './columns.ts'
import { queues } from './desk-tables.ts'
import { workspaceId } from './workspace-column.ts'

export const channels = pgTable(
  'channels',
  {
    workspace_id: workspaceId(),
    /** The platform's own id. */
    id: text().notNull(),
    kind: text().$type<ChannelKind>().notNull(),
    mode: text().$type<ChannelMode>().notNull(),
    settle_ms: integer().notNull(),
    stale_after_s: integer().notNull(),
    /** From which confidence on its gate lets drafts go out by themselves; null where none did. */
    auto_threshold: doublePrecision(),
    auto_since: instant(),
    /** The models that it went live with, by its gate or by an override; null where it is not live, or from an older version. */
    auto_models: text(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace_id, t.id] })],
)

export const contacts = pgTable(
  'contacts',
  {
    id: id(),
    workspace_id: workspaceId(),
    channel_id: text().notNull(),
    external_id: text().notNull(),
    name: text(),
    attributes: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    blocked_at: instant(),
    /** Since when nothing is sent to them; what the consent ledger comes to: src/consents/write-consent.ts. */
    opted_out_at: instant(),
    /** The contact that this one was found to be the same person as: src/inbox/merge-contacts.ts. */
    merged_into: text().references((): AnyPgColumn => contacts.id, { onDelete: 'set null' }),
    /** Since when nothing is kept of who this was. */
    erased_at: instant(),
    /** Raised by whatever people write into the profile; names and consents come from the contact. */
    revision: integer().notNull().default(1),
    created_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('contacts_by_external_id').on(t.workspace_id, t.channel_id, t.external_id),
    index('contacts_by_workspace').on(t.workspace_id, t.id),
    index('contacts_merged').on(t.merged_into).where(sql`merged_into is not null`),
    foreignKey({
      columns: [t.workspace_id, t.channel_id],
      foreignColumns: [channels.workspace_id, channels.id],
    }),
  ],
)

/** What is known of a contact and holds for each of their identities. */
interface KnownOfContact {
  readonly attributes: Record<string, unknown>
  readonly blocked_at: string | null
}

/** Contacts that were found to be one person, with what was known of each before, so that it can be taken back. */
export const contactMerges = pgTable(
  'contact_merges',
  {
    id: id(),
    workspace_id: workspaceId(),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    into_id: text()
      .notNull()
      .references(() => contacts.id),
    before: jsonb()
      .$type<{ main: KnownOfContact; other: KnownOfContact; followers: readonly string[] }>()
      .notNull(),
    merged_by: text().notNull(),
    merged_at: instant().notNull(),
    unmerged_by: text(),
    unmerged_at: instant(),
  },
  (t) => [
    index('contact_merges_by_contact').on(t.contact_id, t.id),
    index('contact_merges_by_main').on(t.into_id, t.id),
  ],
)

/** Whoever waits longest comes first, and who does not wait last. */
export const waitingOrder = (since: AnyPgColumn) => sql`coalesce(${since}, 'infinity'::timestamptz)`

export const threads = pgTable(
  'threads',
  {
    id: id(),
    workspace_id: workspaceId(),
    channel_id: text().notNull(),
    external_id: text().notNull(),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    surface: text().$type<Surface>().notNull(),
    status: text().$type<ThreadStatus>().notNull(),
    /** What whoever opens it has to do; null once it is resolved. */
    next_action: text().$type<NextAction>(),
    /** Raised when a resolved thread is opened again: the AI then starts afresh. */
    episode: integer().notNull().default(1),
    /** A person answered in this episode, so Recado only listens. */
    is_ai_silenced: boolean().notNull().default(false),
    held_by: text(),
    /** Until when whoever holds the thread holds it without renewing. */
    held_until: instant(),
    /** Whose claim ran out: they write again only after they claimed it again. */
    lost_by: text(),
    /** The queue that it waits or waited in; null where nobody was ever needed. */
    queue_id: text().references(() => queues.id, { onDelete: 'set null' }),
    /** Skills that routing asks of whoever takes it. */
    required_skills: jsonb().$type<string[]>().notNull().default([]),
    /** The role that a step of escalation asks of whoever takes it; null for any. */
    required_role: text().$type<MemberRole>(),
    /** From when on the skills are no longer asked for; null for never. */
    skills_relax_at: instant(),
    /** The episode in which a person chose the queue: routing leaves it there. */
    queue_fixed_in: integer(),
    /** Since when the customer waits for a person; null while nobody is needed. */
    waiting_since: instant(),
    snoozed_until: instant(),
    /** When the customer was last told that a person is still to come: once a wait. */
    told_waiting_at: instant(),
    priority: text().$type<Priority>().notNull().default('normal'),
    /** The priority as a number, so that an index sorts by it; 0 comes first. */
    urgency: smallint()
      .notNull()
      .generatedAlwaysAs(
        sql`case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end`,
      ),
    labels: jsonb().$type<string[]>().notNull().default([]),
    /** Labels that the latest decisions propose and nobody has put on or turned down. */
    suggested_labels: jsonb().$type<string[]>().notNull().default([]),
    /** What the customer wrote last; null before the first decision. */
    language: text().$type<LanguageTag>(),
    /** Raised by whatever a turn in progress must notice before it records. */
    revision: integer().notNull().default(1),
    last_message_at: instant().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('threads_by_external_id').on(t.workspace_id, t.channel_id, t.external_id),
    index('threads_by_workspace').on(t.workspace_id, t.id),
    // For rows that carry the urgency of their thread and refer to both.
    unique('threads_id_urgency').on(t.id, t.urgency),
    index('threads_by_status').on(t.workspace_id, t.status, t.id),
    index('threads_by_urgency').on(t.workspace_id, t.urgency, waitingOrder(t.waiting_since), t.id),
    index('threads_by_label').using('gin', t.labels),
    index('threads_by_contact').on(t.contact_id),
    // What a queue gives out next; see src/desk/take-next.ts.
    index('threads_takeable')
      .on(t.queue_id, t.urgency, waitingOrder(t.waiting_since), t.id)
      .where(sql`held_by is null and status in ('new', 'escalated')`),
    index('threads_by_holder').on(t.workspace_id, t.held_by).where(sql`held_by is not null`),
    // What the desk's clockwork looks for; see src/desk/run-desk.ts.
    index('threads_claim_ends').on(t.held_until).where(sql`held_by is not null`),
    index('threads_snooze_ends').on(t.snoozed_until).where(sql`status = 'snoozed'`),
    index('threads_waiting').on(t.waiting_since).where(sql`waiting_since is not null`),
    foreignKey({
      columns: [t.workspace_id, t.channel_id],
      foreignColumns: [channels.workspace_id, channels.id],
    }),
  ],
)

export const messages = pgTable(
  'messages',
  {
    id: id(),
    workspace_id: workspaceId(),
    channel_id: text().notNull(),
    external_id: text().notNull(),
    thread_id: text()
      .notNull()
      .references(() => threads.id),
    contact_id: text()
      .notNull()
      .references(() => contacts.id),
    direction: text().$type<Direction>().notNull(),
    disposition: text().$type<Disposition>().notNull(),
    surface: text().$type<Surface>().notNull(),
    text: text().notNull(),
    attachments: jsonb().$type<Attachment[]>().notNull().default([]),
    episode: integer().notNull(),
    /** Null until the turn that this message belongs to is recorded. */
    decision_id: text(),
    sent_at: instant().notNull(),
    received_at: instant().notNull(),
    /** When its author changed it on the platform; messageRevisions keeps what it said before. */
    edited_at: instant(),
    /** When its author took it back on the platform: its words are gone. */
    deleted_at: instant(),
  },
  (t) => [
    uniqueIndex('messages_by_external_id').on(t.workspace_id, t.channel_id, t.external_id),
    index('messages_by_thread').on(t.thread_id, t.id),
    index('messages_by_contact').on(t.contact_id),
    index('messages_by_decision').on(t.decision_id).where(sql`decision_id is not null`),
    // What retention and exports read.
    index('messages_by_age').on(t.workspace_id, t.received_at),
    index('messages_undecided')
      .on(t.thread_id)
      .where(sql`decision_id is null and direction = 'inbound' and deleted_at is null`),
    foreignKey({
      columns: [t.workspace_id, t.channel_id],
      foreignColumns: [channels.workspace_id, channels.id],
    }),
  ],
)

/** What a message said before its author changed it on the platform. */
export const messageRevisions = pgTable(
  'message_revisions',
  {
    id: id(),
    workspace_id: workspaceId(),
    message_id: text()
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    /** Null once the message was deleted. */
    text: text(),
    replaced_at: instant().notNull(),
  },
  (t) => [index('message_revisions_by_message').on(t.message_id, t.id)],
)
