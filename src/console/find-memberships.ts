import { and, asc, eq, exists, isNotNull, isNull, ne, notExists, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, signInAccounts, signInLinks, signInUsers, workspaces } from '../db/schema.ts'

/**
 * Where the account with the e-mail is let in. Any workspace may name any e-mail, and whoever is handed the first link may
 * choose the password: so an account with a password sees only the workspaces that it joined by a link of theirs. One that
 * the OpenID provider alone opens sees all that name its e-mail, since the provider vouches for it.
 */
export function findMemberships(db: Db, email: string) {
  return db
    .select({
      id: members.id,
      name: members.name,
      role: members.role,
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      settings: workspaces.settings,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspace_id))
    .where(
      and(
        eq(sql`lower(${members.email})`, email.toLowerCase()),
        isNull(members.deactivated_at),
        or(exists(joiningLink(db)), isVouchedFor(db, email)),
      ),
    )
    .orderBy(asc(workspaces.name), asc(workspaces.id))
}

function joiningLink(db: Db) {
  return db
    .select({ id: signInLinks.id })
    .from(signInLinks)
    .where(
      and(
        eq(signInLinks.workspace_id, members.workspace_id),
        eq(signInLinks.member_id, members.id),
        isNotNull(signInLinks.used_at),
      ),
    )
}

function isVouchedFor(db: Db, email: string) {
  const accounts = (kind: typeof eq | typeof ne) =>
    db
      .select({ id: signInAccounts.id })
      .from(signInAccounts)
      .innerJoin(signInUsers, eq(signInUsers.id, signInAccounts.userId))
      .where(and(eq(signInUsers.email, email.toLowerCase()), kind(signInAccounts.providerId, 'credential')))
  return and(exists(accounts(ne)), notExists(accounts(eq)))
}
