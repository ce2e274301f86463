import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { isOfPeople, isOfPerson, personOf } from '../db/same-person.ts'
import { consents, contacts } from '../db/schema.ts'
import type { Consent, ConsentState } from '../domain/consent.ts'
import { NotFoundError } from '../errors.ts'
import type { ConsentRow } from './write-consent.ts'

/** The entries of the ledger of a contact, and of whoever they are besides, newest first, before `before`. Throws `not_found`. */
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
        isOfPerson(consents.contact_id, ctx.db, workspaceId, contactId),
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
  const asked = await db
    .select({
      id: contacts.id,
      person: personOf(contacts),
      since: contacts.opted_out_at,
      blocked: contacts.blocked_at,
    })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), inArray(contacts.id, [...contactIds])))
  const people = asked.map(({ person }) => person)
  if (people.length === 0) return new Set()
  const latest = await db
    .selectDistinctOn([personOf(contacts)], { person: personOf(contacts), status: consents.status })
    .from(consents)
    .innerJoin(contacts, eq(contacts.id, consents.contact_id))
    .where(
      and(
        eq(consents.workspace_id, workspaceId),
        isOfPeople(consents.contact_id, db, people),
        eq(consents.purpose, 'marketing'),
      ),
    )
    .orderBy(personOf(contacts), desc(consents.at), desc(consents.id))
  const agreed = new Set(latest.filter(({ status }) => status === 'granted').map(({ person }) => person))
  const may = asked.filter(
    ({ person, since, blocked }) => agreed.has(person) && since === null && blocked === null,
  )
  return new Set(may.map(({ id }) => id))
}

export function viewConsent(row: ConsentRow): Consent {
  const { workspace_id: _scope, actor_kind: _kind, actor_id, at, created_at, ...rest } = row
  return { ...rest, recorded_by: actor_id, at: at.toISOString(), created_at: created_at.toISOString() }
}
