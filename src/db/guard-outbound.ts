import { and, eq, gt, inArray, isNotNull, notExists, sql } from 'drizzle-orm'
import type { DraftKind } from '../domain/draft.ts'
import type { EventType } from '../domain/event.ts'
import { AppError } from '../errors.ts'
import type { NewEvent } from './append-event.ts'
import type { Db } from './database.ts'
import { consents, contacts, messages } from './schema.ts'

/** Events by which something is said to a contact. Each names the contact as `contact_id`. */
export const OUTBOUND_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'reply.requested',
  'broadcast.message_requested',
])

/** Waits, in the caller's transaction, until nothing that is said to a contact of the workspace is being written. */
export async function holdOutbound(tx: Db, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`outbound:${workspaceId}`}, 0))`)
}

/** Whoever says something joins in: a consent that is taken back meanwhile waits until all of it is written. */
export async function joinOutbound(tx: Db, workspaceId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock_shared(hashtextextended(${`outbound:${workspaceId}`}, 0))`,
  )
}

/**
 * Nothing is said to a contact who opted out: throws `opted_out`. Two things are: the confirmation of the opt-out, and a
 * person's own words in a thread in which the contact wrote again since. Every event passes here (`appendEvents`), and so
 * does what is delivered once more.
 */
export async function guardOutbound(tx: Db, workspaceId: string, news: readonly NewEvent[]): Promise<void> {
  const said = news.filter(({ type }) => OUTBOUND_EVENTS.has(type)).map(addresseeOf)
  if (said.length === 0) return
  await joinOutbound(tx, workspaceId)
  const out = await tx
    .select({ id: contacts.id, since: contacts.opted_out_at })
    .from(contacts)
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        inArray(contacts.id, [...new Set(said.map(({ contactId }) => contactId))]),
        isNotNull(contacts.opted_out_at),
      ),
    )
  for (const { id, since } of out) {
    for (const one of said.filter(({ contactId }) => contactId === id)) {
      if (one.kind === 'opt_out_confirmation') continue
      if (one.kind === 'person' && (await hasWrittenSince(tx, workspaceId, one, since!))) continue
      throw new AppError(
        'opted_out',
        `Contact ${id} opted out at ${since!.toISOString()}: nothing is sent to them`,
      )
    }
  }
}

interface Addressed {
  readonly contactId: string
  readonly threadId: string | undefined
  readonly kind: DraftKind | undefined
}

function addresseeOf({ type, threadId, data }: NewEvent): Addressed {
  if (typeof data.contact_id !== 'string') throw new Error(`The event ${type} does not say whom it is for`)
  return { contactId: data.contact_id, threadId, kind: data.kind as DraftKind | undefined }
}

async function hasWrittenSince(
  tx: Db,
  workspaceId: string,
  { threadId, contactId }: Addressed,
  since: Date,
): Promise<boolean> {
  if (threadId === undefined) return false
  const [row] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.workspace_id, workspaceId),
        eq(messages.thread_id, threadId),
        eq(messages.contact_id, contactId),
        eq(messages.direction, 'inbound'),
        eq(messages.disposition, 'live'),
        notExists(tx.select({ id: consents.id }).from(consents).where(eq(consents.message_id, messages.id))),
        gt(messages.received_at, since),
      ),
    )
    .limit(1)
  return row !== undefined
}
