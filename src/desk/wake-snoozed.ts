import { and, eq, lte, sql } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { appendEvents } from '../db/append-event.ts'
import { threads } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { DeskContext } from './change-thread.ts'

/** Threads looked at in one pass. */
const BATCH = 100

/** Wakes threads whose snooze is over: somebody is to follow up. Answers how many there were. */
export async function wakeSnoozed(ctx: DeskContext): Promise<number> {
  const isOver = and(eq(threads.status, 'snoozed'), lte(threads.snoozed_until, ctx.clock()))
  const due = await ctx.db
    .select({ id: threads.id, workspace_id: threads.workspace_id })
    .from(threads)
    .where(isOver)
    .limit(BATCH)
  for (const { id, workspace_id } of due) {
    await ctx.db.transaction(async (tx) => {
      const [woken] = await tx
        .update(threads)
        .set({
          status: 'new',
          snoozed_until: null,
          next_action: 'follow_up',
          revision: sql`${threads.revision} + 1`,
          updated_at: ctx.clock(),
        })
        .where(and(eq(threads.workspace_id, workspace_id), eq(threads.id, id), isOver))
        .returning()
      if (woken === undefined) return
      await touchClocks(ctx, tx, woken)
      const data = { thread_id: id, by: 'time', episode: woken.episode }
      const caller = { workspaceId: workspace_id, actor: systemActor('desk') }
      await appendEvents(ctx, tx, caller, [{ type: 'thread.woken', threadId: id, data }])
    })
  }
  if (due.length > 0) ctx.wake('deliveries')
  return due.length
}
