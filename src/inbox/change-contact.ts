import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { recheckClocks } from '../clocks/schedule-check.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { isSamePerson } from '../db/same-person.ts'
import { contacts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'

export const ContactChange = z.object({
  attributes: z
    .record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      'Merged into what is known; `customer: true` marks a known customer, `vip: true` somebody who comes first, null removes an attribute',
    ),
  is_blocked: z
    .boolean()
    .optional()
    .describe('Whether what the contact writes is filed away without a reply'),
})

export const Contact = z
  .object({
    id: z.string(),
    channel_id: z.string(),
    external_id: z.string(),
    name: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    is_blocked: z.boolean(),
    opted_out_at: z.iso
      .datetime()
      .nullable()
      .describe('Since when nothing is sent to them, see their consents'),
    erased_at: z.iso.datetime().nullable().describe('Since when nothing is kept of who this was'),
    created_at: z.iso.datetime(),
    identities: z
      .array(
        z.object({
          contact_id: z.string(),
          channel_id: z.string(),
          external_id: z.string(),
          name: z.string().nullable(),
        }),
      )
      .describe('Every contact that is this person, the main one first'),
    revision: z
      .int()
      .describe('Raised by every change of attributes, of the block and of who this is; also the ETag'),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>

export type ContactRow = typeof contacts.$inferSelect

export interface ContactContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/** A contact; of one that was merged, the person whom it was merged into. Throws `not_found`. */
export async function getContact(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<Contact> {
  const rows = await ctx.db
    .select()
    .from(contacts)
    .where(isSamePerson(ctx.db, workspaceId, id))
    .orderBy(asc(contacts.id))
  const main = rows.find((row) => row.merged_into === null)
  if (main === undefined) throw new NotFoundError('contact', id)
  return viewContact(main, [main, ...rows.filter((row) => row !== main)])
}

/** Contacts in the order in which they were made, after `after`; those that were merged stand with their main one. */
export async function listContacts(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly channel: string | null; readonly after: string | null; readonly limit: number },
): Promise<Contact[]> {
  const rows = await ctx.db
    .select()
    .from(contacts)
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        isNull(contacts.merged_into),
        filter.channel === null ? undefined : eq(contacts.channel_id, filter.channel),
        filter.after === null ? undefined : gt(contacts.id, filter.after),
      ),
    )
    .orderBy(asc(contacts.id))
    .limit(filter.limit)
  const ids = rows.map((row) => row.id)
  const merged = await ctx.db
    .select()
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), inArray(contacts.merged_into, ids)))
    .orderBy(asc(contacts.id))
  return rows.map((row) => viewContact(row, [row, ...merged.filter((one) => one.merged_into === row.id)]))
}

/**
 * Changes what is known of a contact, or blocks or unblocks it. Throws `not_found`, and `precondition_failed` where `revision`
 * (an If-Match) is stale.
 */
export async function changeContact(
  ctx: ContactContext,
  caller: Caller,
  id: string,
  revision: number | null,
  change: z.infer<typeof ContactChange>,
): Promise<Contact> {
  await ctx.db.transaction(async (tx) => {
    const person = await tx
      .select()
      .from(contacts)
      .where(isSamePerson(tx, caller.workspaceId, id))
      .orderBy(asc(contacts.id))
      .for('no key update')
    const before = person.find((row) => row.merged_into === null)
    if (before === undefined) throw new NotFoundError('contact', id)
    assertFresh(before, revision)
    const now = ctx.clock()
    const merged = { ...before.attributes, ...change.attributes }
    const attributes = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
    const isBlocked = change.is_blocked ?? before.blocked_at !== null
    // What is known of a person stands at each of their contacts.
    await tx
      .update(contacts)
      .set({ attributes, blocked_at: isBlocked ? (before.blocked_at ?? now) : null, ...RAISED })
      .where(isSamePerson(tx, caller.workspaceId, id))
    if (change.attributes !== undefined) await recheckClocks(tx, caller.workspaceId, now, id)
    const fields = { attributes: Object.keys(change.attributes ?? {}), is_blocked: isBlocked }
    await appendAudit(ctx, tx, caller, 'contact.changed', id, fields)
    if (isBlocked !== (before.blocked_at !== null)) {
      const type = isBlocked ? 'contact.blocked' : 'contact.unblocked'
      await appendEvents(ctx, tx, caller, [{ type, data: { contact_id: id } }])
    }
  })
  ctx.wake('deliveries')
  return getContact(ctx, caller.workspaceId, id)
}

/** Throws `precondition_failed` where `revision` (an If-Match) is not the one that the contact is at. */
export function assertFresh(contact: ContactRow, revision: number | null): void {
  if (revision !== null && revision !== contact.revision)
    throw new AppError('precondition_failed', `Contact ${contact.id} has changed since revision ${revision}`)
}

/** Goes with every change of what people write into a profile. */
export const RAISED = { revision: sql`${contacts.revision} + 1` }

function viewContact(row: ContactRow, person: readonly ContactRow[]): Contact {
  const {
    workspace_id: _scope,
    merged_into: _main,
    blocked_at,
    opted_out_at,
    erased_at,
    created_at,
    ...rest
  } = row
  return {
    ...rest,
    is_blocked: blocked_at !== null,
    opted_out_at: opted_out_at?.toISOString() ?? null,
    erased_at: erased_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
    identities: person.map(({ id, channel_id, external_id, name }) => ({
      contact_id: id,
      channel_id,
      external_id,
      name,
    })),
  }
}
