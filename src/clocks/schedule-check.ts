import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { clockChecks, slaClocks, threads } from '../db/schema.ts'
import { stepsAhead } from './steps-ahead.ts'
import type { ThreadRow, TouchedClocks } from './touch-clocks.ts'

/** Notes when something of a thread comes due by itself; nothing where nothing will. */
export async function scheduleCheck(tx: Db, thread: ThreadRow, touched: TouchedClocks): Promise<void> {
  const steps = await stepsAhead(tx, thread, touched)
  const dues = touched.open.flatMap((clock) => [
    clock.at_risk_told_at === null ? clock.at_risk_at : null,
    clock.breached_at === null ? clock.due_at : null,
  ])
  const known = [...dues, ...steps.map((step) => step.dueAt)].filter((due) => due !== null)
  if (known.length === 0) {
    await tx
      .delete(clockChecks)
      .where(and(eq(clockChecks.workspace_id, thread.workspace_id), eq(clockChecks.thread_id, thread.id)))
    return
  }
  const due_at = new Date(Math.min(...known.map((due) => due.getTime())))
  await tx
    .insert(clockChecks)
    .values({ thread_id: thread.id, workspace_id: thread.workspace_id, due_at })
    .onConflictDoUpdate({ target: clockChecks.thread_id, set: { due_at } })
}

/**
 * Has the open clocks of a workspace, or of one contact, counted anew: a policy, a calendar or the contact has changed.
 * The rows are taken in the order of their threads, so that two that do so at once do not wait for each other.
 */
export async function recheckClocks(
  tx: Db,
  workspaceId: string,
  now: Date,
  contactId: string | null = null,
): Promise<void> {
  const open = tx
    .selectDistinct({
      thread_id: slaClocks.thread_id,
      workspace_id: slaClocks.workspace_id,
      due_at: sql`${now.toISOString()}::timestamptz`.as('due_at'),
    })
    .from(slaClocks)
    .innerJoin(threads, eq(threads.id, slaClocks.thread_id))
    .where(
      and(
        eq(slaClocks.workspace_id, workspaceId),
        isNull(slaClocks.ended_at),
        contactId === null ? undefined : eq(threads.contact_id, contactId),
      ),
    )
    .orderBy(slaClocks.thread_id)
  await tx
    .insert(clockChecks)
    .select(open)
    .onConflictDoUpdate({ target: clockChecks.thread_id, set: { due_at: now } })
}
