import type { Db } from '../db/database.ts'
import { openArchive } from '../privacy/archive.ts'
import { getThread } from './read-threads.ts'

/** Whether a thread is resolved and older than the active period of the workspace's retention policy. Throws `not_found`. */
export async function isThreadArchived(
  ctx: { readonly db: Db; readonly clock: () => Date },
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const thread = await getThread(ctx, workspaceId, id)
  const { before } = await openArchive(ctx, workspaceId, 'conversations', true)
  return thread.status === 'resolved' && thread.last_message_at < before
}
