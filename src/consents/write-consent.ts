import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { holdOutbound, OUTBOUND_EVENTS } from '../db/guard-outbound.ts'
import { isOfPerson, isSamePerson } from '../db/same-person.ts'
import { consents, contacts, events, outbox } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'

export interface ConsentContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export type ConsentRow = typeof consents.$inferSelect
export type NewConsent = Pick<
  ConsentRow,
  'contact_id' | 'channel_id' | 'purpose' | 'status' | 'source' | 'message_id' | 'text' | 'at'
>

/**
 * Adds to the ledger in the caller's transaction, and does what it comes to: after an opt-out nothing is on its way to the
 * contact any more. Waits for whatever is being sent in the workspace at this moment, so the caller holds no lock that a
 * reply could wait for, but the thread's own.
 */
export async function writeConsent(
  ctx: ConsentContext,
  tx: Db,
  caller: Caller,
  input: NewConsent,
): Promise<ConsentRow> {
  await holdOutbound(tx, caller.workspaceId)
  const before = await readOptOut(tx, caller.workspaceId, input.contact_id)
  const [row] = await tx
    .insert(consents)
    .values({
      ...input,
      id: ctx.newId('cns'),
      workspace_id: caller.workspaceId,
      actor_kind: caller.actor.kind,
      actor_id: caller.actor.id,
      created_at: ctx.clock(),
    })
    .returning()
  const after = await settleConsent(tx, caller.workspaceId, input.contact_id)
  const data = { contact_id: input.contact_id, channel_id: input.channel_id, consent_id: row!.id }
  const isOut = after !== null && before?.getTime() !== after.getTime()
  if (isOut || (input.status === 'revoked' && input.purpose === 'marketing'))
    await appendEvents(ctx, tx, caller, [
      { type: 'contact.opted_out', data: { ...data, purpose: input.purpose } },
    ])
  if (input.status === 'granted' && after === null)
    await appendEvents(ctx, tx, caller, [
      { type: 'contact.opted_in', data: { ...data, purpose: input.purpose } },
    ])
  return row!
}

async function readOptOut(tx: Db, workspaceId: string, contactId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ at: contacts.opted_out_at })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  return row!.at
}

/**
 * Brings a person's state to what the ledger says now of all that they are, and holds back what is on its way to them after an
 * opt-out. The caller holds outbound. Answers since when they are opted out.
 */
export async function settleConsent(tx: Db, workspaceId: string, contactId: string): Promise<Date | null> {
  const [latest] = await tx
    .select({ status: consents.status, at: consents.at })
    .from(consents)
    .where(
      and(
        eq(consents.workspace_id, workspaceId),
        isOfPerson(consents.contact_id, tx, workspaceId, contactId),
        eq(consents.purpose, 'all'),
      ),
    )
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(1)
  const since = latest?.status === 'revoked' ? latest.at : null
  await tx
    .update(contacts)
    .set({ opted_out_at: since })
    .where(isSamePerson(tx, workspaceId, contactId))
  if (since !== null) await holdBack(tx, workspaceId, contactId)
  return since
}

/** What was asked for and has not left yet is asked for no more. */
async function holdBack(tx: Db, workspaceId: string, contactId: string): Promise<void> {
  const asked = tx
    .select({ id: events.id })
    .from(outbox)
    .innerJoin(events, eq(events.id, outbox.event_id))
    .where(
      and(
        eq(outbox.workspace_id, workspaceId),
        inArray(events.type, [...OUTBOUND_EVENTS]),
        isOfPerson(sql`${events.data} ->> 'contact_id'`, tx, workspaceId, contactId),
      ),
    )
  await tx.delete(outbox).where(and(eq(outbox.workspace_id, workspaceId), inArray(outbox.event_id, asked)))
}
