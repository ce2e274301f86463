import { and, asc, eq, inArray, isNull, lte, ne, or } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import { knowledgeEntries } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { UpkeepContext } from './upkeep-context.ts'

const BATCH = 100

/** Tells of entries whose date of review has come, once a date. Answers whether there were any. */
export function tellReviews(ctx: Pick<UpkeepContext, 'db' | 'clock' | 'newId'>): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(knowledgeEntries)
      .where(
        and(
          lte(knowledgeEntries.review_at, ctx.clock()),
          or(
            isNull(knowledgeEntries.review_told),
            ne(knowledgeEntries.review_told, knowledgeEntries.review_at),
          ),
        ),
      )
      .orderBy(asc(knowledgeEntries.id))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    for (const [workspaceId, entries] of Map.groupBy(due, (entry) => entry.workspace_id)) {
      const ids = entries.map(({ id }) => id)
      await tx
        .update(knowledgeEntries)
        .set({ review_told: knowledgeEntries.review_at })
        .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, ids)))
      const news = entries.map(({ id, external_id, review_at }) => ({
        type: 'kb.review_due' as const,
        data: { entry_id: id, external_id, review_at: review_at!.toISOString() },
      }))
      await appendEvents(ctx, tx, { workspaceId, actor: systemActor('upkeep') }, news)
    }
    return due.length > 0
  })
}
