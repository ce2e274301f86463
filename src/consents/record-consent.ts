import { and, eq } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { contacts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Consent, ConsentInput } from '../domain/consent.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { viewConsent } from './read-consents.ts'
import { type ConsentContext, writeConsent } from './write-consent.ts'

/**
 * Records what a contact agreed or objected to outside of the conversation. Throws `not_found`, and `invalid_request` for
 * what would have been said in the future.
 */
export async function recordConsent(
  ctx: ConsentContext & { readonly db: Db; readonly wake: (what: 'deliveries') => void },
  caller: Caller,
  contactId: string,
  input: ConsentInput,
): Promise<Consent> {
  const now = ctx.clock()
  const at = input.at === undefined ? now : new Date(input.at)
  if (at > now) {
    throw new AppError('invalid_request', 'A consent is recorded after it was given', {
      errors: [{ pointer: '/at', detail: 'is in the future' }],
    })
  }
  const row = await ctx.db.transaction(async (tx) => {
    const [contact] = await tx
      .select({ channelId: contacts.channel_id })
      .from(contacts)
      .where(and(eq(contacts.workspace_id, caller.workspaceId), eq(contacts.id, contactId)))
    if (contact === undefined) throw new NotFoundError('contact', contactId)
    const { purpose, status, source, text } = input
    const said = { purpose, status, source, text, at, message_id: null }
    const written = await writeConsent(ctx, tx, caller, {
      ...said,
      contact_id: contactId,
      channel_id: contact.channelId,
    })
    const details = { contact_id: contactId, purpose, status, source }
    await appendAudit(ctx, tx, caller, `consent.${status}`, written.id, details)
    return written
  })
  ctx.wake('deliveries')
  return viewConsent(row)
}
