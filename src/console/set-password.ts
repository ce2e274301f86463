import { and, eq, inArray, isNotNull, notInArray, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, signInAccounts, signInLinks, signInSessions, signInUsers } from '../db/schema.ts'
import type { LinkContext } from './use-link.ts'

/** One at a time says who an account is let in by. */
export async function lockAccount(tx: Db, email: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${email}`}, 0))`)
}

/**
 * Sets the password of the account, making it where there is none. Its sessions end, and what it joined by other links
 * than `linkIds` is to be joined anew: whoever holds the new password has shown nothing to other workspaces.
 */
export async function setPassword(
  ctx: Pick<LinkContext, 'clock' | 'newId'>,
  tx: Db,
  { name, email }: { readonly email: string; readonly name: string },
  password: string,
  linkIds: readonly string[],
): Promise<void> {
  const now = ctx.clock()
  const dates = { createdAt: now, updatedAt: now }
  await tx
    .insert(signInUsers)
    .values({ id: ctx.newId('usr'), name, email, emailVerified: true, ...dates })
    .onConflictDoNothing()
  const [user] = await tx.select({ id: signInUsers.id }).from(signInUsers).where(eq(signInUsers.email, email))
  const userId = user!.id
  await tx
    .delete(signInAccounts)
    .where(and(eq(signInAccounts.userId, userId), eq(signInAccounts.providerId, 'credential')))
  const account = { id: ctx.newId('acc'), userId, accountId: userId, providerId: 'credential', password }
  await tx.insert(signInAccounts).values({ ...account, ...dates })
  await tx.delete(signInSessions).where(eq(signInSessions.userId, userId))
  const namesakes = tx
    .select({ id: members.id })
    .from(members)
    .where(eq(sql`lower(${members.email})`, email))
  await tx
    .delete(signInLinks)
    .where(
      and(
        inArray(signInLinks.member_id, namesakes),
        isNotNull(signInLinks.used_at),
        notInArray(signInLinks.id, [...linkIds]),
      ),
    )
}
