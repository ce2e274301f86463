import { and, eq, type SQL } from 'drizzle-orm'
import type { decisions, drafts, events, messages } from '../db/schema.ts'

/** Rows of a thread, within its workspace. */
export function isOfThread(
  table: typeof messages | typeof drafts | typeof decisions | typeof events,
  thread: { readonly id: string; readonly workspace_id: string },
): SQL {
  return and(eq(table.workspace_id, thread.workspace_id), eq(table.thread_id, thread.id))!
}
