import { appendEvents } from '../db/append-event.ts'
import { knowledgeSuggestions } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import type { UpkeepContext } from './upkeep-context.ts'

export type NewSuggestion = Pick<
  typeof knowledgeSuggestions.$inferInsert,
  'kind' | 'source' | 'language' | 'gap_id' | 'entry_id' | 'question' | 'answer' | 'variants' | 'evidence'
>

/** Keeps suggestions that were not made before, whatever became of those; each is told once. */
export async function keepSuggestions(
  ctx: Pick<UpkeepContext, 'db' | 'clock' | 'newId'>,
  workspaceId: string,
  found: readonly NewSuggestion[],
): Promise<void> {
  if (found.length === 0) return
  await ctx.db.transaction(async (tx) => {
    const made = await tx
      .insert(knowledgeSuggestions)
      .values(
        found.map((suggestion) => ({
          ...suggestion,
          id: ctx.newId('sug'),
          workspace_id: workspaceId,
          state: 'open' as const,
          thread_id: suggestion.evidence[0]?.thread_id ?? null,
          created_at: ctx.clock(),
        })),
      )
      .onConflictDoNothing()
      .returning()
    const caller = { workspaceId, actor: systemActor('upkeep') }
    const news = made.map(({ id, kind, gap_id, entry_id }) => ({
      type: 'kb.suggestion_created' as const,
      data: { suggestion_id: id, kind, gap_id, entry_id },
    }))
    await appendEvents(ctx, tx, caller, news)
  })
}
