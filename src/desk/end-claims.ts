import { and, eq, lte, sql } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import { threads } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { DeskContext } from './change-thread.ts'

/** Threads looked at in one pass. */
const BATCH = 100

/** Gives threads whose claim ran out back to whoever takes them. Answers how many there were. */
export async function endClaims(ctx: DeskContext): Promise<number> {
  const isOver = and(sql`${threads.held_by} is not null`, lte(threads.held_until, ctx.clock()))
  const due = await ctx.db
    .select({ id: threads.id, workspace_id: threads.workspace_id, held_by: threads.held_by })
    .from(threads)
    .where(isOver)
    .limit(BATCH)
  for (const { id, workspace_id, held_by } of due) {
    await ctx.db.transaction(async (tx) => {
      const [ended] = await tx
        .update(threads)
        .set({
          held_by: null,
          held_until: null,
          lost_by: held_by,
          status: sql`case when ${threads.status} = 'assigned' then 'new' else ${threads.status} end`,
          revision: sql`${threads.revision} + 1`,
          updated_at: ctx.clock(),
        })
        // Renewed, released or taken over in the meantime, it is none of ours.
        .where(
          and(
            eq(threads.workspace_id, workspace_id),
            eq(threads.id, id),
            eq(threads.held_by, held_by!),
            isOver,
          ),
        )
        .returning({ episode: threads.episode })
      if (ended === undefined) return
      const data = { thread_id: id, held_by, episode: ended.episode }
      const caller = { workspaceId: workspace_id, actor: systemActor('desk') }
      await appendEvents(ctx, tx, caller, [{ type: 'thread.claim_expired', threadId: id, data }])
    })
  }
  if (due.length > 0) ctx.wake('deliveries')
  return due.length
}
