import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm'
import { recheckClocks } from '../clocks/schedule-check.ts'
import { settleConsent } from '../consents/write-consent.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { holdOutbound } from '../db/guard-outbound.ts'
import { contactMerges, contacts } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import {
  assertFresh,
  type Contact,
  type ContactContext,
  type ContactRow,
  getContact,
  RAISED,
} from './change-contact.ts'

/**
 * Says that a contact is the same person as another: what is known of both holds for both, and threads, consents and requests
 * about their data are found together. Nothing is moved, so that it can be undone. Throws `not_found`, `precondition_failed`
 * where `revision` (an If-Match on the contact that stays) is stale, and `conflict` for one that is merged or erased already.
 */
export async function mergeContacts(
  ctx: ContactContext,
  caller: Caller,
  id: string,
  otherId: string,
  revision: number | null,
): Promise<Contact> {
  await ctx.db.transaction(async (tx) => {
    const { main, other } = await lockPair(tx, caller.workspaceId, id, otherId)
    assertFresh(main, revision)
    assertMergeable(main, other)
    const now = ctx.clock()
    const followers = await findFollowers(tx, other)
    await tx.insert(contactMerges).values({
      id: ctx.newId('mrg'),
      workspace_id: caller.workspaceId,
      contact_id: other.id,
      into_id: main.id,
      before: { main: known(main), other: known(other), followers: followers.map((row) => row.id) },
      merged_by: caller.actor.id,
      merged_at: now,
    })
    await tx
      .update(contacts)
      .set({ merged_into: main.id })
      .where(ofWorkspace(caller, or(eq(contacts.id, other.id), eq(contacts.merged_into, other.id))))
    const attributes = { ...other.attributes, ...main.attributes }
    await share(tx, caller, main.id, { attributes, blocked_at: earlier(main.blocked_at, other.blocked_at) })
    await settleConsent(tx, caller.workspaceId, main.id)
    await recheckClocks(tx, caller.workspaceId, now, main.id)
    await recheckClocks(tx, caller.workspaceId, now, other.id)
    await note(ctx, tx, caller, 'contact.merged', main.id, other.id)
  })
  ctx.wake('deliveries')
  return getContact(ctx, caller.workspaceId, id)
}

/**
 * Takes a merge back: each is again who they were, with what was said and done in their own threads, and with what was known of
 * them before; what people wrote into the profile since stays with the one that it was merged into. Throws `not_found`,
 * `precondition_failed` as merging does, and `conflict` where the two are not merged.
 */
export async function unmergeContact(
  ctx: ContactContext,
  caller: Caller,
  id: string,
  otherId: string,
  revision: number | null,
): Promise<Contact> {
  await ctx.db.transaction(async (tx) => {
    const { main, other } = await lockPair(tx, caller.workspaceId, id, otherId)
    assertFresh(main, revision)
    const [merge] = await tx
      .select()
      .from(contactMerges)
      .where(
        and(
          eq(contactMerges.workspace_id, caller.workspaceId),
          eq(contactMerges.contact_id, other.id),
          eq(contactMerges.into_id, main.id),
          isNull(contactMerges.unmerged_at),
        ),
      )
    if (main.erased_at !== null) throw new AppError('conflict', `Contact ${id} was erased`)
    if (merge === undefined || other.merged_into !== main.id)
      throw new AppError('conflict', `Contact ${otherId} is not merged into ${id}`)
    const now = ctx.clock()
    const { before } = merge
    const back = {
      attributes: before.other.attributes,
      blocked_at: readInstant(before.other.blocked_at),
      ...RAISED,
    }
    await tx
      .update(contacts)
      .set({ merged_into: null, ...back })
      .where(ofWorkspace(caller, eq(contacts.id, other.id)))
    if (before.followers.length > 0) {
      await tx
        .update(contacts)
        .set({ merged_into: other.id, ...back })
        .where(ofWorkspace(caller, inArray(contacts.id, [...before.followers])))
    }
    await share(tx, caller, main.id, withoutOther(main, before))
    await tx
      .update(contactMerges)
      // What was known then is known to each again.
      .set({ unmerged_by: caller.actor.id, unmerged_at: now, before: NOTHING })
      .where(eq(contactMerges.id, merge.id))
    for (const one of [main.id, other.id]) {
      await settleConsent(tx, caller.workspaceId, one)
      await recheckClocks(tx, caller.workspaceId, now, one)
    }
    await note(ctx, tx, caller, 'contact.unmerged', main.id, other.id)
  })
  ctx.wake('deliveries')
  return getContact(ctx, caller.workspaceId, otherId)
}

type Before = (typeof contactMerges.$inferSelect)['before']
const NOTHING: Before = {
  main: { attributes: {}, blocked_at: null },
  other: { attributes: {}, blocked_at: null },
  followers: [],
}

const known = ({ attributes, blocked_at }: ContactRow): Before['main'] => ({
  attributes,
  blocked_at: blocked_at?.toISOString() ?? null,
})

const readInstant = (text: string | null) => (text === null ? null : new Date(text))

/** Both, locked in the order of their ids after whatever is being sent. Throws `not_found`. */
async function lockPair(tx: Db, workspaceId: string, id: string, otherId: string) {
  await holdOutbound(tx, workspaceId)
  const rows = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspaceId), inArray(contacts.id, [id, otherId])))
    .orderBy(asc(contacts.id))
    .for('no key update')
  const find = (wanted: string) => {
    const row = rows.find((one) => one.id === wanted)
    if (row === undefined) throw new NotFoundError('contact', wanted)
    return row
  }
  return { main: find(id), other: find(otherId) }
}

function assertMergeable(main: ContactRow, other: ContactRow): void {
  if (main.id === other.id) throw new AppError('conflict', `Contact ${main.id} is itself already`)
  for (const { id, merged_into, erased_at } of [main, other]) {
    if (merged_into !== null)
      throw new AppError('conflict', `Contact ${id} is merged into ${merged_into} already`)
    if (erased_at !== null) throw new AppError('conflict', `Contact ${id} was erased`)
  }
}

function findFollowers(tx: Db, { id, workspace_id }: ContactRow) {
  return tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, workspace_id), eq(contacts.merged_into, id)))
}

const ofWorkspace = ({ workspaceId }: Caller, which: ReturnType<typeof or>) =>
  and(eq(contacts.workspace_id, workspaceId), which)

/** What is known of a person stands at each of their contacts, so that whoever reads one reads it. */
async function share(
  tx: Db,
  caller: Caller,
  mainId: string,
  set: Pick<ContactRow, 'attributes' | 'blocked_at'>,
): Promise<void> {
  await tx
    .update(contacts)
    .set({ ...set, ...RAISED })
    .where(ofWorkspace(caller, or(eq(contacts.id, mainId), eq(contacts.merged_into, mainId))))
}

const earlier = (one: Date | null, other: Date | null) =>
  one === null || (other !== null && other < one) ? other : one

/** What the main contact knows without what came from the other and was not changed since. */
function withoutOther(main: ContactRow, { main: own, other }: Before) {
  const foreign = (name: string, value: unknown) =>
    !Object.hasOwn(own.attributes, name) && other.attributes[name] === value
  const attributes = Object.fromEntries(
    Object.entries(main.attributes).filter(([name, value]) => !foreign(name, value)),
  )
  const cameBlocked = own.blocked_at === null && main.blocked_at?.toISOString() === other.blocked_at
  return { attributes, blocked_at: cameBlocked ? null : main.blocked_at }
}

async function note(
  ctx: ContactContext,
  tx: Db,
  caller: Caller,
  type: 'contact.merged' | 'contact.unmerged',
  mainId: string,
  otherId: string,
): Promise<void> {
  const data = { contact_id: mainId, other_id: otherId }
  await appendAudit(ctx, tx, caller, type, mainId, { other_id: otherId })
  await appendEvents(ctx, tx, caller, [{ type, data }])
}
