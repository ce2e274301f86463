import type { Db } from '../db/database.ts'
import { isThreadArchived } from '../desk/is-thread-archived.ts'
import { assertMayReadArchive, hasScope, type Scope } from './scopes.ts'

/** Throws `forbidden` for an archived thread, and what belongs to one, where `privacy:read` is lacking. */
export async function guardArchive(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  scopes: readonly Scope[],
  threadId: string,
): Promise<void> {
  if (hasScope(scopes, 'privacy:read')) return
  assertMayReadArchive(await isThreadArchived(ctx, workspaceId, threadId), scopes)
}
