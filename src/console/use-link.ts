import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { createMember } from '../access/create-member.ts'
import { dropLinks } from '../access/drop-links.ts'
import { hashKey } from '../access/verify-key.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { members, signInLinks, signInUsers } from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { findMemberships } from './find-memberships.ts'
import { lockAccount, setPassword } from './set-password.ts'

const LINK_HOURS = 72

export interface LinkContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/**
 * Makes a link by which a member comes in, or (`memberId` null) the first admin. Shown only once; earlier ones end.
 */
export async function makeLink(ctx: LinkContext, caller: Caller, memberId: string | null): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await ctx.db.transaction(async (tx) => {
    if (memberId !== null) await assertMember(tx, caller.workspaceId, memberId)
    await dropLinks(tx, caller.workspaceId, memberId, 'unused')
    const now = ctx.clock()
    const id = ctx.newId('sil')
    await tx.insert(signInLinks).values({
      id,
      workspace_id: caller.workspaceId,
      member_id: memberId,
      hash: hashKey(token),
      expires_at: new Date(now.getTime() + LINK_HOURS * 3_600_000),
      created_at: now,
    })
    await appendAudit(ctx, tx, caller, 'sign_in.link_made', memberId ?? id)
  })
  return `/console/welcome?token=${token}`
}

async function assertMember(tx: Db, workspaceId: string, memberId: string): Promise<void> {
  const [member] = await tx
    .select({ email: members.email })
    .from(members)
    .where(
      and(eq(members.workspace_id, workspaceId), eq(members.id, memberId), isNull(members.deactivated_at)),
    )
  if (member === undefined) throw new NotFoundError('member', memberId)
  if (member.email === null) throw new AppError('conflict', `Member ${memberId} has no e-mail to sign in by`)
}

/** What a link opens; null where it is unknown, used or out of date. */
export async function readLink(ctx: Pick<LinkContext, 'db' | 'clock'>, token: string) {
  const [link] = await ctx.db
    .select({
      id: signInLinks.id,
      workspaceId: signInLinks.workspace_id,
      memberId: signInLinks.member_id,
      email: members.email,
      name: members.name,
    })
    .from(signInLinks)
    .leftJoin(members, eq(members.id, signInLinks.member_id))
    .where(
      and(
        eq(signInLinks.hash, hashKey(token)),
        isNull(signInLinks.used_at),
        gt(signInLinks.expires_at, ctx.clock()),
      ),
    )
  return link ?? null
}
export type OpenLink = NonNullable<Awaited<ReturnType<typeof readLink>>>

/**
 * Whether the person has to prove by their password that an account is theirs, rather than choosing one. Nobody chooses the
 * password of an account that other workspaces let in: only of a new one, or of one that has no other workspace.
 */
export async function isAccountKept(
  db: Db,
  link: Pick<OpenLink, 'memberId' | 'workspaceId'>,
  email: string,
): Promise<boolean> {
  const [account] = await db
    .select({ id: signInUsers.id })
    .from(signInUsers)
    .where(eq(signInUsers.email, email.toLowerCase()))
  if (account === undefined) return false
  if (link.memberId === null) return true
  const memberships = await findMemberships(db, email)
  return memberships.some((one) => one.workspaceId !== link.workspaceId)
}

type LinkUseContext = LinkContext & { readonly wake: (what: 'deliveries') => void }

/**
 * Uses the link up: the account with the e-mail joins the workspace, with a new password where `passwordHash` is given.
 * False where somebody was quicker, or where the password may no longer be chosen. Throws `conflict` where the first admin
 * gives the e-mail of a member who is none.
 */
export async function useLink(
  ctx: LinkUseContext,
  link: OpenLink,
  person: { readonly email: string; readonly name: string },
  passwordHash: string | null,
): Promise<boolean> {
  const email = person.email.toLowerCase()
  const isUsed = await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, email)
    if (passwordHash !== null && (await isAccountKept(tx, link, email))) return false
    const used = await tx
      .update(signInLinks)
      .set({ used_at: ctx.clock() })
      .where(and(eq(signInLinks.id, link.id), isNull(signInLinks.used_at)))
      .returning({ id: signInLinks.id })
    if (used.length === 0) return false
    const memberId = link.memberId ?? (await makeAdmin(ctx, tx, link.workspaceId, person))
    await tx.update(signInLinks).set({ member_id: memberId }).where(eq(signInLinks.id, link.id))
    await dropLinks(tx, link.workspaceId, memberId, 'unused')
    if (passwordHash !== null) await setPassword(ctx, tx, { ...person, email }, passwordHash, [link.id])
    return true
  })
  ctx.wake('deliveries')
  return isUsed
}

/** The active admin with the e-mail, or else a new one. */
async function makeAdmin(
  ctx: LinkUseContext,
  tx: Db,
  workspaceId: string,
  { name, email }: { readonly email: string; readonly name: string },
): Promise<string> {
  const [known] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.workspace_id, workspaceId),
        eq(sql`lower(${members.email})`, email.toLowerCase()),
        eq(members.role, 'admin'),
        isNull(members.deactivated_at),
      ),
    )
  if (known !== undefined) return known.id
  const caller = { workspaceId, actor: systemActor('welcome') }
  const within = { ...ctx, db: tx, wake: () => {} }
  return (await createMember(within, caller, { name, email, role: 'admin' }, () => {})).id
}
