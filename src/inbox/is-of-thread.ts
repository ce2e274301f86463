import { and, eq, type SQL } from 'drizzle-orm'
import type { decisions, drafts, messages } from '../db/schema.ts'

/** Rows of a thread, within its workspace. */
export function isOfThread(
  table: typeof messages | typeof drafts | typeof decisions,
  thread: { readonly id: string; readonly workspace_id: string },
): SQL {
  return and(eq(table.workspace_id, thread.workspace_id), eq(table.thread_id, thread.id))!
}
