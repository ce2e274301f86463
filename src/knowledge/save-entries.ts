import type { Caller } from '../domain/actor.ts'
import { EntryInput, type SavedEntries } from '../domain/knowledge-entry.ts'
import { AppError } from '../errors.ts'
import { checkEntries } from './check-entries.ts'
import { listConflicts } from './read-conflicts.ts'
import { type KnowledgeContext, upsertEntries } from './upsert-entries.ts'

/** An embedder that is away. */
const AWAY: readonly unknown[] = ['provider_failed', 'unavailable']
const MOST_CONFLICTS = 100

/** Stores entries and says at once with which others they now disagree; see `upsertEntries`. */
export async function saveEntries(
  ctx: KnowledgeContext,
  caller: Caller,
  rows: readonly unknown[],
): Promise<SavedEntries> {
  const result = await upsertEntries(ctx, caller, rows)
  await checkEntries(ctx, caller.workspaceId).catch(leaveToUpkeep)
  const externalIds = rows.flatMap((row) => {
    const parsed = EntryInput.shape.external_id.safeParse(
      (row as { external_id?: unknown } | null)?.external_id,
    )
    return parsed.success ? [parsed.data] : []
  })
  const filter = { state: 'open', externalIds } as const
  return { ...result, conflicts: await listConflicts(ctx, caller.workspaceId, filter, null, MOST_CONFLICTS) }
}

/** The entries are stored: where the embedder fails from here on, they are compared in the background. */
function leaveToUpkeep(error: unknown): void {
  if (!(error instanceof AppError) || !AWAY.includes(error.code)) throw error
}
