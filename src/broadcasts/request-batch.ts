import { and, asc, count, eq, isNotNull, lte, min } from 'drizzle-orm'
import { findMarketable } from '../consents/read-consents.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { joinOutbound } from '../db/guard-outbound.ts'
import { isOfPeople, personOf } from '../db/same-person.ts'
import { broadcastRecipients, contacts } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { type ApprovedWords, openTemplate } from '../words/choose-template.ts'
import { noteTemplateUse } from '../words/note-template-use.ts'
import type { BroadcastContext } from './change-broadcast.ts'
import { readTimeZone } from './find-audience.ts'
import { quietUntil, timeZoneOf } from './quiet-until.ts'
import type { BroadcastRow } from './read-broadcasts.ts'

/** So many at most in one transaction. */
const MOST = 200
const MINUTE_MS = 60_000

/** What a batch came to: how many were asked for, and when the next may be; null where none is left. */
export interface Batch {
  readonly requested: number
  readonly nextAt: Date | null
}

type Recipient = Awaited<ReturnType<typeof readDue>>[number]

/**
 * Asks the platform for the next recipients, in the caller's transaction: one event each, and the recipient's own row says so.
 * Who took their agreement back meanwhile, or got it under another name, is skipped; who sleeps is put off until morning.
 */
export async function requestBatch(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  isPilot: boolean,
  now: Date,
): Promise<Batch> {
  // Whoever takes an agreement back waits until this batch is written, or is seen by it.
  await joinOutbound(tx, row.workspace_id)
  const limit = Math.min(MOST, row.plan.per_minute)
  const due = await readDue(tx, row, isPilot, now, limit)
  const agreed = await findMarketable(
    tx,
    row.workspace_id,
    due.map(({ contactId }) => contactId),
  )
  const asked = await readAsked(
    tx,
    row,
    due.map(({ person }) => person),
  )
  const wordFor = await openTemplate(tx, row.workspace_id, row.plan.template_id, row.plan.channel_id)
  const timeZone = await readTimeZone(tx, row.workspace_id)
  const news: NewEvent[] = []
  for (const recipient of due) {
    const wakesAt = quietUntil(row.plan.quiet_hours, timeZoneOf(recipient.attributes, timeZone), now)
    if (!agreed.has(recipient.contactId)) await skip(tx, row, recipient, 'no_consent')
    else if (asked.has(recipient.person)) await skip(tx, row, recipient, 'same_person')
    else if (wakesAt !== null) await put(tx, row, recipient, { due_at: wakesAt })
    else {
      const requests = await request(
        ctx,
        tx,
        row,
        recipient,
        wordFor(recipient.name, row.plan.variables),
        now,
      )
      if (requests.length > 0) asked.add(recipient.person)
      news.push(...requests)
    }
  }
  await appendEvents(ctx, tx, { workspaceId: row.workspace_id, actor: systemActor('broadcasts') }, news)
  const paused = Math.ceil((news.length * MINUTE_MS) / row.plan.per_minute)
  const left = await nextDue(tx, row, isPilot)
  const nextAt = left === null ? null : new Date(Math.max(left.getTime(), now.getTime() + paused))
  return { requested: news.length, nextAt }
}

function readDue(tx: Db, row: BroadcastRow, isPilot: boolean, now: Date, limit: number) {
  return tx
    .select({
      id: broadcastRecipients.id,
      contactId: contacts.id,
      person: personOf(contacts),
      externalId: contacts.external_id,
      name: contacts.name,
      attributes: contacts.attributes,
    })
    .from(broadcastRecipients)
    .innerJoin(contacts, eq(contacts.id, broadcastRecipients.contact_id))
    .where(and(isPlanned(row, isPilot), lte(broadcastRecipients.due_at, now)))
    .orderBy(asc(broadcastRecipients.place), asc(broadcastRecipients.id))
    .limit(limit)
}

/** Who of these people was asked for already: they were merged after the audience was gathered. */
async function readAsked(tx: Db, row: BroadcastRow, people: string[]): Promise<Set<string>> {
  if (people.length === 0) return new Set()
  const rows = await tx
    .select({ person: personOf(contacts) })
    .from(broadcastRecipients)
    .innerJoin(contacts, eq(contacts.id, broadcastRecipients.contact_id))
    .where(
      and(
        eq(broadcastRecipients.workspace_id, row.workspace_id),
        eq(broadcastRecipients.broadcast_id, row.id),
        isNotNull(broadcastRecipients.requested_at),
        isOfPeople(broadcastRecipients.contact_id, tx, people),
      ),
    )
  return new Set(rows.map(({ person }) => person))
}

/** When the first of those left is due. */
async function nextDue(tx: Db, row: BroadcastRow, isPilot: boolean): Promise<Date | null> {
  const [next] = await tx
    .select({ at: min(broadcastRecipients.due_at), left: count() })
    .from(broadcastRecipients)
    .where(isPlanned(row, isPilot))
  return next!.left === 0 ? null : next!.at
}

function isPlanned(row: BroadcastRow, isPilot: boolean) {
  return and(
    eq(broadcastRecipients.workspace_id, row.workspace_id),
    eq(broadcastRecipients.broadcast_id, row.id),
    eq(broadcastRecipients.state, 'planned'),
    isPilot ? eq(broadcastRecipients.is_pilot, true) : undefined,
  )
}

async function request(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  { id, contactId, externalId }: Recipient,
  words: ApprovedWords,
  now: Date,
): Promise<NewEvent[]> {
  const { plan, workspace_id: workspaceId } = row
  if (words.missing.length > 0) {
    await skip(tx, row, { id }, 'missing_variables')
    return []
  }
  await put(tx, row, { id }, { state: 'requested', requested_at: now, text: words.text })
  await noteTemplateUse(ctx, tx, words, { workspaceId, contactId, recipientId: id })
  const { templateId, version, language, isFallback, text } = words
  return [
    {
      type: 'broadcast.message_requested',
      data: {
        broadcast_id: row.id,
        // What makes it once for whoever sends: the same for this contact however often it is delivered.
        recipient_id: id,
        contact_id: contactId,
        contact_external_id: externalId,
        channel_id: plan.channel_id,
        template: { id: templateId, name: words.name, version, language, is_fallback: isFallback },
        text,
      },
    },
  ]
}

function skip(tx: Db, row: BroadcastRow, recipient: Pick<Recipient, 'id'>, reason: string) {
  return put(tx, row, recipient, { state: 'skipped', reason })
}

function put(
  tx: Db,
  row: BroadcastRow,
  { id }: Pick<Recipient, 'id'>,
  set: Partial<typeof broadcastRecipients.$inferInsert>,
) {
  return tx
    .update(broadcastRecipients)
    .set(set)
    .where(and(eq(broadcastRecipients.workspace_id, row.workspace_id), eq(broadcastRecipients.id, id)))
}
