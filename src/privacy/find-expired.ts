import { and, eq, exists, gte, isNull, lt, notExists, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { AnyPgColumn, PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { isOfPerson } from '../db/same-person.ts'
import {
  auditEntries,
  consents,
  contacts,
  drafts,
  events,
  legalHolds,
  messages,
  threads,
} from '../db/schema.ts'
import type { RetentionClass } from '../domain/retention.ts'
import { isStanding } from './legal-holds.ts'
import { listDependents } from './list-dependents.ts'

/** What retention looks for, in the order in which it goes. What depends on it goes with it. */
export interface RetentionStep {
  readonly class: RetentionClass
  readonly table: PgTable & { readonly id: PgColumn; readonly workspace_id: PgColumn }
  /** By which instant a row is old. */
  readonly at: AnyPgColumn<{ data: Date }>
  /** The thread that is locked meanwhile; null where there is none. */
  readonly threadId: PgColumn | null
  /** What else must hold of an old row; nothing where age is all. */
  readonly isLeft: (db: Db, goneBefore: Date) => SQL | undefined
  readonly isHeld: (db: Db, workspaceId: string) => SQL
  /** What must hold at the moment at which it goes, once what came before it has gone; nothing for most. */
  readonly isFree: (db: Db) => SQL | undefined
}

const always = () => undefined

const isRevoked = and(eq(consents.contact_id, contacts.id), eq(consents.status, 'revoked'))

export const RETENTION_STEPS: readonly RetentionStep[] = [
  {
    class: 'conversations',
    table: messages,
    at: messages.received_at,
    threadId: messages.thread_id,
    isLeft: always,
    isHeld: (db, workspaceId) => isThreadHeld(db, workspaceId, messages.thread_id),
    isFree: always,
  },
  {
    // Drafts of turns go with the message of the turn; those that people wrote belong to none.
    class: 'conversations',
    table: drafts,
    at: drafts.created_at,
    threadId: drafts.thread_id,
    isLeft: () => isNull(drafts.decision_id),
    isHeld: (db, workspaceId) => isThreadHeld(db, workspaceId, drafts.thread_id),
    isFree: always,
  },
  {
    class: 'conversations',
    table: threads,
    at: threads.last_message_at,
    threadId: threads.id,
    isLeft: (db, goneBefore) =>
      hasNone(db, messages, eq(messages.thread_id, threads.id), messages.received_at, goneBefore),
    isHeld: (db, workspaceId) => isThreadHeld(db, workspaceId, threads.id),
    isFree: always,
  },
  {
    class: 'contacts',
    table: contacts,
    at: contacts.created_at,
    threadId: null,
    isLeft: (db, goneBefore) =>
      and(
        isNull(contacts.blocked_at),
        // Who was written to again would have to object again.
        notExists(db.select({ one: sql`1` }).from(consents).where(isRevoked)),
        hasNone(db, threads, eq(threads.contact_id, contacts.id), threads.last_message_at, goneBefore),
        hasNone(db, messages, eq(messages.contact_id, contacts.id), messages.received_at, goneBefore),
      ),
    isHeld: isContactHeld,
    isFree: (db) => isUnnamed(db, contacts),
  },
  {
    class: 'events',
    table: events,
    at: events.created_at,
    threadId: null,
    isLeft: always,
    isHeld: (db, workspaceId) =>
      or(
        isThreadHeld(db, workspaceId, events.thread_id),
        isAnyHeld(db, workspaceId, (kind, id) =>
          and(eq(kind, 'contact'), isOfPerson(sql`${events.data}->>'contact_id'`, db, workspaceId, id)),
        ),
      )!,
    isFree: always,
  },
  {
    class: 'audit',
    table: auditEntries,
    at: auditEntries.created_at,
    threadId: null,
    isLeft: always,
    // Only the beginning of a chain can go, so one hold keeps all of it.
    isHeld: (db, workspaceId) => isAnyHeld(db, workspaceId, () => sql`true`),
    isFree: always,
  },
]

/** Rows of a workspace that are old enough to go, whether or not they are held. */
export function isExpired(db: Db, step: RetentionStep, workspaceId: string, goneBefore: Date): SQL {
  return and(eq(step.table.workspace_id, workspaceId), lt(step.at, goneBefore), step.isLeft(db, goneBefore))!
}

function hasNone(db: Db, table: PgTable, isOf: SQL, at: PgColumn, since: Date): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(table)
      .where(and(isOf, gte(at, since))),
  )
}

/** Nothing that the database would refuse to leave behind names the row. */
function isUnnamed(db: Db, table: PgTable & { readonly id: PgColumn }): SQL | undefined {
  const inTheWay = listDependents(table).filter((dependent) => dependent.isInTheWay)
  return and(
    ...inTheWay.map(({ table: other, column }) =>
      notExists(db.select({ one: sql`1` }).from(other).where(eq(column, table.id))),
    ),
  )
}

/** A thread is held by itself, by the person that it is with and by each that wrote in it. */
function isThreadHeld(db: Db, workspaceId: string, threadId: PgColumn): SQL {
  return isAnyHeld(db, workspaceId, (kind, id) => {
    const isTheirs = (column: SQL) => isOfPerson(column, db, workspaceId, id)
    return or(
      and(eq(kind, 'thread'), eq(id, threadId)),
      and(
        eq(kind, 'contact'),
        or(
          sql`exists (select 1 from threads t where t.id = ${threadId} and ${isTheirs(sql`t.contact_id`)})`,
          sql`exists (select 1 from messages m where m.thread_id = ${threadId} and ${isTheirs(sql`m.contact_id`)})`,
        ),
      ),
    )
  })
}

/** A contact is held with every contact of the same person, and by each thread that the person wrote in or that is with them. */
function isContactHeld(db: Db, workspaceId: string): SQL {
  return isAnyHeld(db, workspaceId, (kind, id) => {
    const isSame = (column: SQLWrapper) => isOfPerson(contacts.id, db, workspaceId, column)
    const isIn = or(
      sql`exists (select 1 from threads t where t.id = ${id} and ${isSame(sql`t.contact_id`)})`,
      sql`exists (select 1 from messages m where m.thread_id = ${id} and ${isSame(sql`m.contact_id`)})`,
    )
    return or(and(eq(kind, 'contact'), isSame(id)), and(eq(kind, 'thread'), isIn))
  })
}

/** Whether a hold on the whole workspace stands, or one for which `matches` holds. */
function isAnyHeld(
  db: Db,
  workspaceId: string,
  matches: (kind: PgColumn, id: PgColumn) => SQL | undefined,
): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(legalHolds)
      .where(
        and(
          isStanding(workspaceId),
          or(
            eq(legalHolds.subject_kind, 'workspace'),
            matches(legalHolds.subject_kind, legalHolds.subject_id),
          ),
        ),
      ),
  )
}
