import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { dropLinks } from '../access/drop-links.ts'
import { hashKey } from '../access/verify-key.ts'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { members, signInLinks } from '../db/schema.ts'
import { findMemberships } from './find-memberships.ts'
import { lockAccount, setPassword } from './set-password.ts'
import type { LinkContext, OpenLink } from './use-link.ts'

/**
 * Gives the account of a link a new password, with an open link of every workspace that lets the account in: each of them
 * answers for the person, so that none gets by its own links into another. False where a link is missing, used or another's.
 */
export async function renewPassword(
  ctx: LinkContext,
  link: OpenLink,
  otherTokens: readonly string[],
  passwordHash: string,
): Promise<boolean> {
  if (link.email === null || link.name === null) return false
  const person = { name: link.name, email: link.email.toLowerCase() }
  return ctx.db.transaction(async (tx) => {
    await lockAccount(tx, person.email)
    const hashes = otherTokens.map(hashKey)
    const open = await findOpenLinks(ctx, tx, person.email, hashes, link.id)
    const vouching = new Set(open.map(({ memberId }) => memberId))
    const memberships = await findMemberships(tx, person.email)
    const isThere = open.some(({ id }) => id === link.id)
    if (!isThere || !memberships.every(({ id }) => vouching.has(id))) return false
    const ids = open.map(({ id }) => id)
    await tx.update(signInLinks).set({ used_at: ctx.clock() }).where(inArray(signInLinks.id, ids))
    for (const { workspaceId, memberId } of open) {
      await dropLinks(tx, workspaceId, memberId, 'unused')
      const caller = { workspaceId, actor: { kind: 'member', id: memberId } } as const
      await appendAudit(ctx, tx, caller, 'sign_in.password_renewed', memberId)
    }
    await setPassword(ctx, tx, person, passwordHash, ids)
    return true
  })
}

/** Those of the links that are still open and of members with the e-mail, held until the transaction ends. */
function findOpenLinks(
  { clock }: LinkContext,
  tx: Db,
  email: string,
  hashes: readonly string[],
  linkId: string,
) {
  return tx
    .select({ id: signInLinks.id, workspaceId: signInLinks.workspace_id, memberId: members.id })
    .from(signInLinks)
    .innerJoin(members, eq(members.id, signInLinks.member_id))
    .where(
      and(
        or(eq(signInLinks.id, linkId), inArray(signInLinks.hash, [...hashes])),
        eq(sql`lower(${members.email})`, email),
        isNull(members.deactivated_at),
        isNull(signInLinks.used_at),
        gt(signInLinks.expires_at, clock()),
      ),
    )
    .for('update', { of: signInLinks })
}
