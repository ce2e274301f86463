import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import type { Personal } from '../db/personal-columns.ts'
import {
  contacts,
  decisions,
  drafts,
  events,
  idempotencyKeys,
  jobs,
  messages,
  outbox,
  threads,
} from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { ERASED, eraseJson, type Replace } from './erase-json.ts'
import {
  columnOf,
  findPerson,
  findSubject,
  listPersonalTables,
  type PersonalTable,
  readBelongings,
  type Subject,
  selectMessageIds,
} from './find-belongings.ts'
import { redact } from './redact-text.ts'

interface EraseContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** Rows that something was erased in, by table. */
export type ErasedCounts = Readonly<Record<string, number>>

/**
 * Erases a person everywhere, with every contact that was found to be them: see `eraseOne`. Throws `not_found`.
 */
export async function eraseContact(
  ctx: EraseContext,
  tx: Db,
  caller: Caller,
  contactId: string,
  how: 'delete' | 'anonymise',
): Promise<ErasedCounts> {
  const counts: Record<string, number> = {}
  for (const { id } of await findPerson(tx, caller.workspaceId, contactId)) {
    for (const [table, rows] of Object.entries(await eraseOne(ctx, tx, caller, id, how)))
      counts[table] = (counts[table] ?? 0) + rows
  }
  return counts
}

/**
 * Erases a contact everywhere, in the caller's transaction: `delete` puts `erased` in the place of every word; `anonymise`
 * keeps the words with the personal data in them hidden. Either way the name, the platform's ids and attachments go, and
 * ids, counts, codes and instants stay. Throws `not_found`.
 */
async function eraseOne(
  ctx: EraseContext,
  tx: Db,
  caller: Caller,
  contactId: string,
  how: 'delete' | 'anonymise',
): Promise<ErasedCounts> {
  const found = await findSubject(tx, caller.workspaceId, contactId, true)
  if (found === null) throw new NotFoundError('contact', contactId)
  const { subject, contact } = found
  const now = ctx.clock()
  const expired = await stopWork(tx, subject, now)
  await forgetAnswers(tx, subject)
  const replace: Replace =
    how === 'delete' ? () => ERASED : (text) => redact([text], { contactName: contact.name }).texts[0]!
  const counts: Record<string, number> = {}
  for (const personal of listPersonalTables()) {
    counts[personal.name] = await eraseRows(
      tx,
      personal,
      subject,
      personal.name === 'contacts' ? () => ERASED : replace,
    )
  }
  await eraseSummaries(tx, subject)
  await tx.update(contacts).set({ erased_at: now }).where(isContact(subject))
  const data = { contact_id: contactId, kind: how }
  await appendEvents(ctx, tx, caller, [...expired, { type: 'contact.erased', data }])
  const action = how === 'delete' ? 'contact.erased' : 'contact.anonymised'
  await appendAudit(ctx, tx, caller, action, contactId, { rows: counts })
  return counts
}

function isContact({ workspaceId, contactId }: Subject): SQL | undefined {
  return and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId))
}

/**
 * Nothing goes on with words that are gone: no turn, no draft for review, no event on its way. Answers what to tell of the
 * drafts once the rest is erased.
 */
async function stopWork(tx: Db, subject: Subject, now: Date): Promise<NewEvent[]> {
  const all = [...subject.ownThreadIds, ...subject.sharedThreadIds]
  if (all.length > 0) {
    const { ownThreadIds } = subject
    if (ownThreadIds.length > 0) await tx.delete(jobs).where(inArray(jobs.thread_id, [...ownThreadIds]))
    await tx
      .update(threads)
      .set({ revision: sql`${threads.revision} + 1`, updated_at: now })
      .where(and(eq(threads.workspace_id, subject.workspaceId), inArray(threads.id, all)))
  }
  const ownMessages = inArray(messages.id, selectMessageIds(tx, subject))
  await tx
    .update(messages)
    .set({ disposition: 'stale' })
    .where(and(ownMessages, isNull(messages.decision_id), eq(messages.disposition, 'live')))
  const personal = listPersonalTables()
  const ownDrafts = personal.find(({ table }) => table === drafts)!.belongsTo(tx, subject)
  const expired = await tx
    .update(drafts)
    .set({ state: 'expired', revision: sql`${drafts.revision} + 1`, updated_at: now })
    .where(and(ownDrafts, eq(drafts.state, 'pending_review')))
    .returning({ draft_id: drafts.id, thread_id: drafts.thread_id })
  const ownEvents = personal.find(({ table }) => table === events)!.belongsTo(tx, subject)
  await tx
    .delete(outbox)
    .where(inArray(outbox.event_id, tx.select({ id: events.id }).from(events).where(ownEvents)))
  return expired.map((data) => ({ type: 'draft.expired', threadId: data.thread_id, data }))
}

/** Answers kept for an Idempotency-Key that name the contact, a thread or a message of theirs: kept a day at most anyway. */
async function forgetAnswers(tx: Db, subject: Subject): Promise<void> {
  const ids = [subject.contactId, ...subject.ownThreadIds]
  for await (const rows of readMessageIds(tx, subject)) ids.push(...rows)
  for (let at = 0; at < ids.length; at += 200) {
    const patterns = sql.join(
      ids.slice(at, at + 200).map((id) => sql`${`%${id}%`}`),
      sql`, `,
    )
    await tx
      .update(idempotencyKeys)
      .set({ body: null })
      .where(
        and(
          eq(idempotencyKeys.workspace_id, subject.workspaceId),
          isNotNull(idempotencyKeys.body),
          sql`${idempotencyKeys.body} like any (array[${patterns}])`,
        ),
      )
  }
}

async function* readMessageIds(tx: Db, subject: Subject): AsyncGenerator<string[]> {
  const table = listPersonalTables().find((personal) => personal.table === messages)!
  for await (const rows of readBelongings(tx, table, subject)) yield rows.map((row) => String(row.id))
}

async function eraseRows(
  tx: Db,
  personal: PersonalTable,
  subject: Subject,
  replace: Replace,
): Promise<number> {
  let count = 0
  for await (const rows of readBelongings(tx, personal, subject)) {
    for (const row of rows) {
      const set = Object.fromEntries(
        personal.columns.map(({ name, holds }) => [
          name,
          eraseValue(row[name], holds, String(row.id), replace),
        ]),
      )
      await update(tx, personal.table, String(row.id), set)
    }
    count += rows.length
  }
  return count
}

function update(tx: Db, table: PgTable, id: string, set: Record<string, unknown>) {
  return tx
    .update(table)
    .set(set as never)
    .where(eq(columnOf(table, 'id'), id))
}

function eraseValue(
  value: unknown,
  holds: Exclude<Personal, 'plain'>,
  rowId: string,
  replace: Replace,
): unknown {
  if (value === null || value === undefined) return null
  if (holds === 'text') return value === ERASED ? ERASED : replace(String(value))
  if (holds === 'external_id') return `${ERASED}:${rowId}`
  if (holds === 'emptied') return Array.isArray(value) ? [] : {}
  return eraseJson(value, replace)
}

/** Under a post, a summary for a person may be of a time when it quoted others there too: in a shared thread all of them go. */
async function eraseSummaries(tx: Db, { workspaceId, sharedThreadIds }: Subject): Promise<void> {
  if (sharedThreadIds.length === 0) return
  const erased = sql`'"erased"'::jsonb`
  const inThread = (table: typeof decisions | typeof events) =>
    and(eq(table.workspace_id, workspaceId), inArray(table.thread_id, [...sharedThreadIds]))
  await tx
    .update(decisions)
    .set({ handoff: sql`jsonb_set(${decisions.handoff}, '{summary}', ${erased}, false)` })
    .where(and(inThread(decisions), isNotNull(decisions.handoff)))
  for (const path of ['{handoff,summary}', '{decision,handoff,summary}']) {
    await tx
      .update(events)
      .set({ data: sql`jsonb_set(${events.data}, ${path}::text[], ${erased}, false)` })
      .where(and(inThread(events), or(sql`${events.data} #> ${path}::text[] is not null`)))
  }
}
