import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { members } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { MemberChange, Presence } from '../domain/member.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { assertEmailFree } from './assert-email-free.ts'
import type { MayGrant, MemberContext } from './create-member.ts'
import { dropLinks } from './drop-links.ts'
import { ROLE_SCOPES } from './role-scopes.ts'
import type { MemberRow } from './view-member.ts'

interface Change {
  readonly set: Partial<MemberRow>
  readonly event: 'member.changed' | 'member.deactivated'
  readonly audit: string
}

/**
 * Changes the given fields of a member; a new role holds from the next request on. Throws `not_found`,
 * `precondition_failed` for a stale `revision`, `forbidden` for a member who may do more than the caller, and `conflict`
 * for an e-mail that is taken or where no admin would be left.
 */
export function changeMember(
  ctx: MemberContext,
  caller: Caller,
  id: string,
  revision: number | null,
  input: MemberChange,
  mayGrant: MayGrant,
): Promise<MemberRow> {
  return update(ctx, caller, id, revision, async (tx, member) => {
    mayGrant(ROLE_SCOPES[member.role])
    if (input.role !== undefined) {
      mayGrant(ROLE_SCOPES[input.role])
      if (input.role !== 'admin') await assertAdminLeft(tx, member)
    }
    if (input.email) await assertEmailFree(tx, caller.workspaceId, input.email, id)
    const given = Object.entries(input).filter(([, value]) => value !== undefined)
    return { set: Object.fromEntries(given), event: 'member.changed', audit: 'member.changed' }
  })
}

/** Ends what a member may do: their keys open nothing any more. Throws as `changeMember` does. */
export function deactivateMember(
  ctx: MemberContext,
  caller: Caller,
  id: string,
  revision: number | null,
  mayGrant: MayGrant,
): Promise<MemberRow> {
  return update(ctx, caller, id, revision, async (tx, member, now) => {
    mayGrant(ROLE_SCOPES[member.role])
    if (member.deactivated_at !== null) throw new AppError('conflict', `Member ${id} is deactivated already`)
    await assertAdminLeft(tx, member)
    return {
      set: { deactivated_at: now, presence: 'offline' },
      event: 'member.deactivated',
      audit: 'member.deactivated',
    }
  })
}

/** Lets a deactivated member work again, with the keys they had. */
export function reactivateMember(
  ctx: MemberContext,
  caller: Caller,
  id: string,
  revision: number | null,
  mayGrant: MayGrant,
): Promise<MemberRow> {
  return update(ctx, caller, id, revision, (_tx, member) => {
    mayGrant(ROLE_SCOPES[member.role])
    if (member.deactivated_at === null) throw new AppError('conflict', `Member ${id} is active`)
    return { set: { deactivated_at: null }, event: 'member.changed', audit: 'member.reactivated' }
  })
}

/** Says whether a member is there: everybody of themselves, of others only where `mayChangeOthers`. */
export function setPresence(
  ctx: MemberContext,
  caller: Caller,
  id: string,
  presence: Presence,
  mayChangeOthers: boolean,
): Promise<MemberRow> {
  const isOwn = caller.actor.kind === 'member' && caller.actor.id === id
  return update(ctx, caller, id, null, (_tx, member) => {
    if (!isOwn && !mayChangeOthers) {
      throw new AppError('forbidden', 'The presence of others takes a key with the scope members:write')
    }
    if (member.deactivated_at !== null) throw new AppError('conflict', `Member ${id} is deactivated`)
    return { set: { presence }, event: 'member.changed', audit: 'member.presence_set' }
  })
}

async function update(
  ctx: MemberContext,
  caller: Caller,
  id: string,
  revision: number | null,
  change: (tx: Db, member: MemberRow, now: Date) => Change | Promise<Change>,
): Promise<MemberRow> {
  const isMember = and(eq(members.workspace_id, caller.workspaceId), eq(members.id, id))
  const row = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const [member] = await tx.select().from(members).where(isMember)
    if (member === undefined) throw new NotFoundError('member', id)
    if (revision !== null && revision !== member.revision) {
      throw new AppError('precondition_failed', `Member ${id} has changed since revision ${revision}`)
    }
    const { set, event, audit } = await change(tx, member, ctx.clock())
    const [changed] = await tx
      .update(members)
      .set({ ...set, revision: sql`${members.revision} + 1` })
      .where(isMember)
      .returning()
    const { role, presence } = changed!
    // A link was made for who the member was then; another e-mail is another person's account.
    if (changed!.email !== member.email) await dropLinks(tx, caller.workspaceId, id, 'all')
    else if (role !== member.role || set.deactivated_at) await dropLinks(tx, caller.workspaceId, id, 'unused')
    // Names and e-mails are the members' own: whoever needs them reads the member.
    const fields = Object.keys(set)
    await appendEvents(ctx, tx, caller, [{ type: event, data: { member_id: id, role, presence, fields } }])
    await appendAudit(ctx, tx, caller, audit, id, { fields, role, presence })
    return changed!
  })
  ctx.wake('deliveries')
  return row
}

/** Throws `conflict` for the workspace's only active admin, who could let nobody in again. */
async function assertAdminLeft(tx: Db, member: MemberRow): Promise<void> {
  if (member.role !== 'admin' || member.deactivated_at !== null) return
  const [other] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.workspace_id, member.workspace_id),
        eq(members.role, 'admin'),
        isNull(members.deactivated_at),
        ne(members.id, member.id),
      ),
    )
    .limit(1)
  if (other === undefined) throw new AppError('conflict', `Member ${member.id} is the last active admin`)
}
