import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { signInLinks } from '../db/schema.ts'

/**
 * Ends the sign-in links of a member, or (null) those of the first admin. With `all` also what used ones opened: the account
 * that joined by them has to join anew.
 */
export async function dropLinks(
  tx: Db,
  workspaceId: string,
  memberId: string | null,
  which: 'unused' | 'all',
): Promise<void> {
  await tx
    .delete(signInLinks)
    .where(
      and(
        eq(signInLinks.workspace_id, workspaceId),
        memberId === null ? isNull(signInLinks.member_id) : eq(signInLinks.member_id, memberId),
        which === 'all' ? undefined : isNull(signInLinks.used_at),
      ),
    )
}
