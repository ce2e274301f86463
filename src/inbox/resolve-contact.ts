import { and, asc, eq, or } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { channels, contactMerges, contacts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { ExternalId, textField } from '../domain/text.ts'
import { AppError } from '../errors.ts'
import { type Contact, type ContactContext, type ContactRow, getContact, RAISED } from './change-contact.ts'
import { ensureContact } from './ensure-thread.ts'

/** Whom a platform or a CRM knows by these names. */
export const ContactIdentities = z
  .strictObject({
    identities: z
      .array(z.strictObject({ channel_id: ExternalId, external_id: ExternalId }))
      .min(1)
      .max(20)
      .describe('Any of them finds the contact; those that nobody has yet are added to it'),
    name: textField(1, 255).optional(),
  })
  .meta({ id: 'ContactIdentities' })
export type ContactIdentities = z.infer<typeof ContactIdentities>

/**
 * Finds a contact by any of its identities, or makes it; identities that are new are added to it. Throws `invalid_request`
 * for a channel that there is not, and `conflict` where they belong to several people: those are merged by somebody first.
 */
export async function resolveContact(
  ctx: ContactContext,
  caller: Caller,
  input: ContactIdentities,
): Promise<{ contact: Contact; isNew: boolean }> {
  const found = await ctx.db.transaction(async (tx) => {
    await assertChannels(tx, caller.workspaceId, input)
    const known = await findKnown(tx, caller.workspaceId, input)
    const people = [...new Set(known.map((row) => row.merged_into ?? row.id))]
    if (people.length > 1)
      throw new AppError('conflict', `These are several contacts, merge them first: ${people.join(', ')}`)
    const rows: ContactRow[] = []
    const news: NewEvent[] = []
    for (const { channel_id, external_id } of input.identities) {
      const identity = { external_id, ...(input.name === undefined ? {} : { name: input.name }) }
      const made = await ensureContact(ctx, tx, caller.workspaceId, channel_id, identity, ctx.clock())
      news.push(...made.news)
      if (made.news.length > 0) rows.push(await readRow(tx, caller.workspaceId, made.id))
    }
    const mainId = people[0] ?? rows[0]!.id
    for (const row of rows) if (row.id !== mainId) await addTo(ctx, tx, caller, mainId, row.id)
    if (news.length > 0) {
      await appendAudit(ctx, tx, caller, 'contact.resolved', mainId, { added: news.length })
      await appendEvents(ctx, tx, caller, news)
    }
    return { id: mainId, isNew: people.length === 0 }
  })
  ctx.wake('deliveries')
  return { contact: await getContact(ctx, caller.workspaceId, found.id), isNew: found.isNew }
}

async function assertChannels(tx: Db, workspaceId: string, { identities }: ContactIdentities): Promise<void> {
  const rows = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(eq(channels.workspace_id, workspaceId))
  const known = new Set(rows.map(({ id }) => id))
  const errors = identities.flatMap(({ channel_id }, i) =>
    known.has(channel_id)
      ? []
      : [{ pointer: `/identities/${i}/channel_id`, detail: 'names no channel of this workspace' }],
  )
  if (errors.length > 0) throw new AppError('invalid_request', 'There is no such channel', { errors })
}

function findKnown(tx: Db, workspaceId: string, { identities }: ContactIdentities): Promise<ContactRow[]> {
  return tx
    .select()
    .from(contacts)
    .where(
      and(
        eq(contacts.workspace_id, workspaceId),
        or(
          ...identities.map(({ channel_id, external_id }) =>
            and(eq(contacts.channel_id, channel_id), eq(contacts.external_id, external_id)),
          ),
        ),
      ),
    )
    .orderBy(asc(contacts.id))
    .for('no key update')
}

async function readRow(tx: Db, workspaceId: string, id: string): Promise<ContactRow> {
  const [row] = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, id)))
  return row!
}

/** A new identity of somebody who is known: merged from the start, and to be taken back as any merge. */
async function addTo(ctx: ContactContext, tx: Db, caller: Caller, mainId: string, id: string): Promise<void> {
  const { attributes, blocked_at, opted_out_at } = await readRow(tx, caller.workspaceId, mainId)
  const nothing = { attributes: {}, blocked_at: null }
  await tx.insert(contactMerges).values({
    id: ctx.newId('mrg'),
    workspace_id: caller.workspaceId,
    contact_id: id,
    into_id: mainId,
    before: {
      main: { attributes, blocked_at: blocked_at?.toISOString() ?? null },
      other: nothing,
      followers: [],
    },
    merged_by: caller.actor.id,
    merged_at: ctx.clock(),
  })
  await tx
    .update(contacts)
    .set({ merged_into: mainId, attributes, blocked_at, opted_out_at })
    .where(and(eq(contacts.workspace_id, caller.workspaceId), eq(contacts.id, id)))
  await tx
    .update(contacts)
    .set(RAISED)
    .where(and(eq(contacts.workspace_id, caller.workspaceId), eq(contacts.id, mainId)))
}
