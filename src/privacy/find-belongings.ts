import { and, asc, eq, exists, gt, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../db/database.ts'
import { type Link, PERSONAL_COLUMNS, type Personal } from '../db/personal-columns.ts'
import { isSamePerson } from '../db/same-person.ts'
import * as schema from '../db/schema.ts'
import { contacts, decisions, drafts, messages, threads } from '../db/schema.ts'
import { NotFoundError } from '../errors.ts'

/** A contact with the threads that it wrote in. */
export interface Subject {
  readonly workspaceId: string
  readonly contactId: string
  /** Threads in which nobody else wrote: they belong to the contact as a whole. */
  readonly ownThreadIds: readonly string[]
  /** Threads of several people, as under a post: only the contact's own messages belong to it. */
  readonly sharedThreadIds: readonly string[]
}

/** A table with rows that belong to contacts. Every such table has an `id`. */
export interface PersonalTable {
  readonly name: string
  readonly table: PgTable
  readonly id: PgColumn
  readonly columns: readonly { readonly name: string; readonly holds: Exclude<Personal, 'plain'> }[]
  readonly belongsTo: (db: Db, subject: Subject) => SQL | undefined
}

/** The tables that hold something of contacts, as src/db/personal-columns.ts declares them. */
export function listPersonalTables(): PersonalTable[] {
  const tables = new Map<string, unknown>(Object.entries(schema))
  return Object.entries(PERSONAL_COLUMNS).flatMap(([key, declared]) => {
    const by: readonly Link[] | 'own' | 'event' | 'answer' | undefined =
      'by' in declared ? declared.by : undefined
    const columns = Object.entries(declared.columns as Record<string, Personal>).flatMap(([name, holds]) =>
      holds === 'plain' ? [] : [{ name, holds }],
    )
    if (by === undefined || by === 'answer' || columns.length === 0) return []
    const table = tables.get(key) as PgTable
    const column = (name: string): PgColumn => columnOf(table, name)
    return [
      {
        name: getTableConfig(table).name,
        table,
        id: column('id'),
        columns,
        belongsTo: (db, subject) =>
          and(eq(column('workspace_id'), subject.workspaceId), ownedBy(db, table, by, subject)),
      },
    ]
  })
}

export function columnOf(table: PgTable, name: string): PgColumn {
  const found = getTableConfig(table).columns.find((column) => column.name === name)
  if (found === undefined) throw new Error(`${getTableConfig(table).name} has no column ${name}`)
  return found
}

function ownedBy(
  db: Db,
  table: PgTable,
  by: readonly Link[] | 'own' | 'event',
  subject: Subject,
): SQL | undefined {
  if (by === 'own') return eq(columnOf(table, 'id'), subject.contactId)
  if (by === 'event') return isEventOf(db, subject)
  if (table === threads) return isOneOf(threads.id, subject.ownThreadIds)
  return or(...by.map((link) => isLinked(db, columnOf(table, link), link, subject)))
}

function isLinked(db: Db, column: PgColumn, link: Link, subject: Subject): SQL | undefined {
  if (link === 'contact_id' || link === 'into_id') return eq(column, subject.contactId)
  if (link === 'thread_id') return isOneOf(column, subject.ownThreadIds)
  if (link === 'message_id') return inArray(column, selectMessageIds(db, subject))
  const decisionIds = db
    .select({ id: decisions.id })
    .from(decisions)
    .where(
      and(
        eq(decisions.workspace_id, subject.workspaceId),
        inArray(decisions.message_id, selectMessageIds(db, subject)),
      ),
    )
  if (link === 'decision_id') return inArray(column, decisionIds)
  return inArray(
    column,
    db.select({ id: drafts.id }).from(drafts).where(inArray(drafts.decision_id, decisionIds)),
  )
}

export function selectMessageIds(db: Db, subject: Subject) {
  return db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, subject.workspaceId),
        or(eq(messages.contact_id, subject.contactId), isOneOf(messages.thread_id, subject.ownThreadIds)),
      ),
    )
}

/** An event belongs to a contact by its thread, or by the contact or the message that it names. */
function isEventOf(db: Db, subject: Subject): SQL | undefined {
  const { events } = schema
  return or(
    isOneOf(events.thread_id, subject.ownThreadIds),
    sql`${events.data}->>'contact_id' = ${subject.contactId}`,
    and(
      isOneOf(events.thread_id, subject.sharedThreadIds),
      sql`${events.data}->>'message_id' in ${selectMessageIds(db, subject)}`,
    ),
  )
}

function isOneOf(column: PgColumn, ids: readonly string[]): SQL {
  return ids.length === 0 ? sql`false` : inArray(column, [...ids])
}

const BATCH = 500

/** The rows of a table that belong to a contact, in batches, so that a long history needs little memory. */
export async function* readBelongings(
  db: Db,
  personal: PersonalTable,
  subject: Subject,
): AsyncGenerator<Record<string, unknown>[]> {
  for (let after = ''; ; ) {
    const rows = await db
      .select()
      .from(personal.table)
      .where(and(personal.belongsTo(db, subject), gt(personal.id, after)))
      .orderBy(asc(personal.id))
      .limit(BATCH)
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    after = String(rows.at(-1)!.id)
  }
}

/** Every contact of the person that a contact is, the main one first. Throws `not_found`. */
export async function findPerson(db: Db, workspaceId: string, contactId: string): Promise<{ id: string }[]> {
  const rows = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(isSamePerson(db, workspaceId, contactId))
    .orderBy(sql`${contacts.merged_into} is not null`, asc(contacts.id))
  if (rows.length === 0) throw new NotFoundError('contact', contactId)
  return rows
}

/** The contact with its threads; null where there is no such contact. With `isLocked`, they stay as they are until the end of the transaction. */
export async function findSubject(
  db: Db,
  workspaceId: string,
  contactId: string,
  isLocked = false,
): Promise<{ subject: Subject; contact: typeof contacts.$inferSelect } | null> {
  const found = db
    .select()
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  const [contact] = await (isLocked ? found.for('update') : found)
  if (contact === undefined) return null
  const own = db
    .select({ one: sql`1` })
    .from(messages)
    .where(and(eq(messages.thread_id, threads.id), eq(messages.contact_id, contactId)))
  const query = db
    .select({ id: threads.id, contactId: threads.contact_id })
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), or(eq(threads.contact_id, contactId), exists(own))))
    .orderBy(asc(threads.id))
  const involved = await (isLocked ? query.for('update') : query)
  const others = await db
    .selectDistinct({ id: messages.thread_id })
    .from(messages)
    .where(
      and(
        isOneOf(
          messages.thread_id,
          involved.map((thread) => thread.id),
        ),
        eq(messages.direction, 'inbound'),
        ne(messages.contact_id, contactId),
      ),
    )
  const shared = new Set(others.map((thread) => thread.id))
  const isOwn = (thread: { id: string; contactId: string }) =>
    thread.contactId === contactId && !shared.has(thread.id)
  const idsOf = (wanted: boolean) =>
    involved.filter((thread) => isOwn(thread) === wanted).map((thread) => thread.id)
  return {
    contact,
    subject: { workspaceId, contactId, ownThreadIds: idsOf(true), sharedThreadIds: idsOf(false) },
  }
}
