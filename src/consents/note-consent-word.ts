import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { contacts, type messages } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { readConsentWord } from './read-consent-word.ts'
import { type ConsentContext, type NewConsent, writeConsent } from './write-consent.ts'

/**
 * Notes an opt-out or opt-in word in the transaction that stores its message, so that it holds from the moment at which the
 * platform is told that the message was accepted. Under a post nothing is said to the shop alone, so words there do not count.
 */
export async function noteConsentWord(
  ctx: ConsentContext,
  tx: Db,
  caller: Caller,
  message: Pick<
    typeof messages.$inferSelect,
    'id' | 'contact_id' | 'channel_id' | 'direction' | 'surface' | 'text' | 'sent_at'
  >,
): Promise<void> {
  if (message.direction !== 'inbound' || message.surface !== 'dm') return
  const word = readConsentWord(message.text)
  if (word === null) return
  const said = {
    contact_id: message.contact_id,
    channel_id: message.channel_id,
    source: 'message',
    message_id: message.id,
    text: message.text,
    at: message.sent_at,
  } as const
  const write = (what: Pick<NewConsent, 'purpose' | 'status'>) =>
    writeConsent(ctx, tx, caller, { ...said, ...what })
  if (word.kind === 'stop') {
    await write({ purpose: 'all', status: 'revoked' })
    return
  }
  const isOut = await isOptedOut(tx, caller.workspaceId, message.contact_id)
  // “Voltar” leads back in a menu as well: it only takes back what was taken back.
  if (isOut) await write({ purpose: 'all', status: 'granted' })
  if (word.kind === 'grant') await write({ purpose: 'marketing', status: 'granted' })
}

async function isOptedOut(tx: Db, workspaceId: string, contactId: string): Promise<boolean> {
  const [row] = await tx
    .select({ since: contacts.opted_out_at })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  return row!.since !== null
}
