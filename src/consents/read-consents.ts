import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { consents, contacts } from '../db/schema.ts'
import type { Consent, ConsentState } from '../domain/consent.ts'
import { NotFoundError } from '../errors.ts'
import type { ConsentRow } from './write-consent.ts'

/** A contact's entries of the ledger, newest first, before `before`. Throws `not_found`. */
export async function listConsents(
  ctx: { readonly db: Db },
  workspaceId: string,
  contactId: string,
  before: string | null,
  limit: number,
): Promise<Consent[]> {
  await readConsentState(ctx, workspaceId, contactId)
  const rows = await ctx.db
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.workspace_id, workspaceId),
        eq(consents.contact_id, contactId),
        before === null ? undefined : lt(consents.id, before),
      ),
    )
    .orderBy(desc(consents.id))
    .limit(limit)
  return rows.map(viewConsent)
}

/** What the ledger comes to for a contact. Throws `not_found`. */
export async function readConsentState(
  ctx: { readonly db: Db },
  workspaceId: string,
  contactId: string,
): Promise<ConsentState> {
  const [contact] = await ctx.db
    .select({ since: contacts.opted_out_at })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), eq(contacts.id, contactId)))
  if (contact === undefined) throw new NotFoundError('contact', contactId)
  const agreed = await findMarketable(ctx.db, workspaceId, [contactId])
  return { opted_out_at: contact.since?.toISOString() ?? null, may_get_marketing: agreed.has(contactId) }
}

/**
 * Which of the contacts may get a broadcast: their latest word on marketing is that they agree, and they are neither opted out
 * nor blocked. Whoever comes back after an opt-out is where they were before.
 */
export async function findMarketable(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (contactIds.length === 0) return new Set()
  const latest = db
    .selectDistinctOn([consents.contact_id], { id: consents.contact_id, status: consents.status })
    .from(consents)
    .where(
      and(
        eq(consents.workspace_id, workspaceId),
        eq(consents.purpose, 'marketing'),
        inArray(consents.contact_id, [...contactIds]),
      ),
    )
    .orderBy(consents.contact_id, desc(consents.at), desc(consents.id))
    .as('latest')
  const rows = await db
    .select({ id: contacts.id, since: contacts.opted_out_at, blocked: contacts.blocked_at })
    .from(contacts)
    .innerJoin(latest, and(eq(latest.id, contacts.id), eq(latest.status, 'granted')))
    .where(eq(contacts.workspace_id, workspaceId))
  return new Set(rows.filter(({ since, blocked }) => since === null && blocked === null).map(({ id }) => id))
}

export function viewConsent(row: ConsentRow): Consent {
  const { workspace_id: _scope, actor_kind: _kind, actor_id, at, created_at, ...rest } = row
  return { ...rest, recorded_by: actor_id, at: at.toISOString(), created_at: created_at.toISOString() }
}
