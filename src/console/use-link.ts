import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { hashKey } from '../access/verify-key.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { members, signInLinks } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError, NotFoundError } from '../errors.ts'
import type { SignIn } from './open-sign-in.ts'

const LINK_HOURS = 72

interface LinkContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** Makes a link by which a member sets a password, or (`memberId` null) the first admin comes in. Shown only once. */
export async function makeLink(ctx: LinkContext, caller: Caller, memberId: string | null): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await ctx.db.transaction(async (tx) => {
    if (memberId !== null) await assertMember(tx, caller.workspaceId, memberId)
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

/** Uses the link up; false where somebody was quicker. */
export async function useLink(ctx: LinkContext, link: OpenLink): Promise<boolean> {
  const used = await ctx.db
    .update(signInLinks)
    .set({ used_at: ctx.clock() })
    .where(and(eq(signInLinks.id, link.id), isNull(signInLinks.used_at)))
    .returning({ id: signInLinks.id })
  return used.length > 0
}

/** Sets the password that goes with an e-mail, making the account where there is none; older sessions end. */
export async function setPassword(
  signIn: SignIn,
  person: { readonly email: string; readonly name: string },
  password: string,
): Promise<void> {
  const { internalAdapter, password: hasher } = await signIn.$context
  const hash = await hasher.hash(password)
  const email = person.email.toLowerCase()
  const known = await internalAdapter.findUserByEmail(email, { includeAccounts: true })
  if (known === null) {
    const made = await internalAdapter.createUser(
      { email, name: person.name, emailVerified: true },
      { method: 'email-password' },
    )
    await internalAdapter.linkAccount({
      userId: made.id,
      providerId: 'credential',
      accountId: made.id,
      password: hash,
    })
    return
  }
  if (known.accounts.some((account) => account.providerId === 'credential')) {
    await internalAdapter.updatePassword(known.user.id, hash)
  } else {
    await internalAdapter.linkAccount({
      userId: known.user.id,
      providerId: 'credential',
      accountId: known.user.id,
      password: hash,
    })
  }
  await internalAdapter.deleteUserSessions(known.user.id)
}
