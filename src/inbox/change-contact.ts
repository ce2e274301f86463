import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { recheckClocks } from '../clocks/schedule-check.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { contacts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'

export const ContactChange = z.object({
  attributes: z
    .record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      'Merged into what is known; `customer: true` marks a known customer, null removes an attribute',
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
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>

interface ContactContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

/** Throws `not_found`. */
export async function getContact(
  ctx: { readonly db: Db },
  workspaceId: string,
  id: string,
): Promise<Contact> {
  const [row] = await ctx.db.select().from(contacts).where(isContact(workspaceId, id))
  if (row === undefined) throw new NotFoundError('contact', id)
  return viewContact(row)
}

/** Changes what is known of a contact, or blocks or unblocks it. Throws `not_found`. */
export async function changeContact(
  ctx: ContactContext,
  caller: Caller,
  id: string,
  change: z.infer<typeof ContactChange>,
): Promise<Contact> {
  const row = await ctx.db.transaction(async (tx) => {
    const [before] = await tx
      .select()
      .from(contacts)
      .where(isContact(caller.workspaceId, id))
      .for('no key update')
    if (before === undefined) throw new NotFoundError('contact', id)
    const now = ctx.clock()
    const merged = { ...before.attributes, ...change.attributes }
    const attributes = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
    const isBlocked = change.is_blocked ?? before.blocked_at !== null
    const [changed] = await tx
      .update(contacts)
      .set({ attributes, blocked_at: isBlocked ? (before.blocked_at ?? now) : null })
      .where(isContact(caller.workspaceId, id))
      .returning()
    if (change.attributes !== undefined) await recheckClocks(tx, caller.workspaceId, now, id)
    const fields = { attributes: Object.keys(change.attributes ?? {}), is_blocked: isBlocked }
    await appendAudit(ctx, tx, caller, 'contact.changed', id, fields)
    if (isBlocked && before.blocked_at === null) {
      await appendEvents(ctx, tx, caller, [{ type: 'contact.blocked', data: { contact_id: id } }])
    }
    return changed!
  })
  ctx.wake('deliveries')
  return viewContact(row)
}

function isContact(workspaceId: string, id: string) {
  return and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, id))
}

function viewContact(row: typeof contacts.$inferSelect): Contact {
  const { workspace_id: _scope, blocked_at, opted_out_at, erased_at, created_at, ...rest } = row
  return {
    ...rest,
    is_blocked: blocked_at !== null,
    opted_out_at: opted_out_at?.toISOString() ?? null,
    erased_at: erased_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  }
}
