import type { Db } from '../db/database.ts'
import { type Archive, openArchive } from '../privacy/archive.ts'
import { hasScope, type Scope } from './scopes.ts'

/** What a list leaves out for whoever lacks `privacy:read`: archived conversations. */
export async function leaveOutArchive(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  scopes: readonly Scope[],
): Promise<Archive | undefined> {
  return hasScope(scopes, 'privacy:read') ? undefined : openArchive(ctx, workspaceId, 'conversations', false)
}
