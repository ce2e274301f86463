import { and, eq, inArray, notInArray, or, sql } from 'drizzle-orm'
import { appendEvents, type NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { knowledgeConflicts, knowledgeEntries } from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { forWorkspace, type Installed } from '../inference/for-workspace.ts'
import type { Models } from '../inference/models.ts'
import { type Comparison, compareEntries } from './compare-entries.ts'
import { embedApart } from './embed-apart.ts'
import { findHits } from './find-hits.ts'
import type { EntryRow } from './read-entries.ts'

export interface CheckContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: Pick<Models, 'embedder'>
}

interface Found extends Comparison {
  readonly other: EntryRow
}

/** A second of work at most: a file of thousands is checked in steps. */
const MOST_AT_ONCE = 25

/**
 * Compares up to 25 of the workspace's entries that changed since they were last checked with their neighbours, and keeps
 * the pairs that answer one question. Answers how many entries were checked.
 */
export async function checkEntries(installed: Installed<CheckContext>, workspaceId: string): Promise<number> {
  const ctx = await forWorkspace(installed, workspaceId)
  const entries = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(
      and(
        eq(knowledgeEntries.workspace_id, workspaceId),
        sql`${knowledgeEntries.checked_version} <> ${knowledgeEntries.version}`,
      ),
    )
    .orderBy(knowledgeEntries.id)
    .limit(MOST_AT_ONCE)
  for (const entry of entries) await keep(ctx, entry, await findConflicts(ctx, entry))
  return entries.length
}

/** Entries beside which this one, saved or not, says the same or something else. */
export async function findConflicts(
  ctx: CheckContext,
  entry: Pick<EntryRow, 'id' | 'workspace_id' | 'question' | 'answer' | 'variants' | 'language'>,
): Promise<Found[]> {
  const { workspace_id: workspaceId, question, language } = entry
  const { embedder } = ctx.models
  const [embedding] = await embedApart(embedder, [question])
  const hits = await findHits(ctx.db, {
    workspaceId,
    model: embedder.id,
    text: question,
    language,
    embedding: embedding ?? new Float32Array(embedder.dimensions),
    now: ctx.clock(),
  })
  const ids = [...new Set(hits.map((hit) => hit.entryId))].filter((id) => id !== entry.id)
  if (ids.length === 0) return []
  const others = await ctx.db
    .select()
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.id, ids)))
    .orderBy(knowledgeEntries.id)
  return others.flatMap((other) => {
    const comparison = compareEntries(entry, other)
    return comparison === null ? [] : [{ ...comparison, other }]
  })
}

/** Pairs that agree by now are dropped; one that somebody dismissed stays so until it is about something else. */
async function keep(ctx: CheckContext, entry: EntryRow, found: readonly Found[]): Promise<void> {
  const caller: Caller = { workspaceId: entry.workspace_id, actor: systemActor('upkeep') }
  await ctx.db.transaction(async (tx) => {
    const [checked] = await tx
      .update(knowledgeEntries)
      .set({ checked_version: entry.version })
      .where(
        and(
          eq(knowledgeEntries.workspace_id, entry.workspace_id),
          eq(knowledgeEntries.id, entry.id),
          eq(knowledgeEntries.version, entry.version),
        ),
      )
      .returning({ id: knowledgeEntries.id })
    // Somebody changed it meanwhile: the next check sees it as it is.
    if (checked === undefined) return
    const others = found.map(({ other }) => other.id)
    await tx
      .delete(knowledgeConflicts)
      .where(
        and(
          eq(knowledgeConflicts.workspace_id, entry.workspace_id),
          or(eq(knowledgeConflicts.entry_id, entry.id), eq(knowledgeConflicts.other_id, entry.id)),
          notInArray(knowledgeConflicts.entry_id, others),
          notInArray(knowledgeConflicts.other_id, others),
        ),
      )
    const news: NewEvent[] = []
    for (const one of found) news.push(...(await keepPair(ctx, tx, entry, one)))
    await appendEvents(ctx, tx, caller, news)
  })
}

/** A pair that is known as it is changes nothing; its event is told once for each thing that it is about. */
async function keepPair(ctx: CheckContext, tx: Db, entry: EntryRow, found: Found): Promise<NewEvent[]> {
  const { kind, differs, other } = found
  const [entryId, otherId] = [entry.id, other.id].sort() as [string, string]
  const [known] = await tx
    .select()
    .from(knowledgeConflicts)
    .where(
      and(
        eq(knowledgeConflicts.workspace_id, entry.workspace_id),
        eq(knowledgeConflicts.entry_id, entryId),
        eq(knowledgeConflicts.other_id, otherId),
      ),
    )
  if (known?.kind === kind && known.differs.join() === differs.join()) return []
  const set = { kind, differs: [...differs], state: 'open' as const }
  const [row] = await tx
    .insert(knowledgeConflicts)
    .values({
      ...set,
      id: ctx.newId('cfl'),
      workspace_id: entry.workspace_id,
      entry_id: entryId,
      other_id: otherId,
      created_at: ctx.clock(),
    })
    .onConflictDoUpdate({
      target: [knowledgeConflicts.entry_id, knowledgeConflicts.other_id],
      set: { ...set, revision: sql`${knowledgeConflicts.revision} + 1` },
    })
    .returning()
  const data = { conflict_id: row!.id, kind, differs, external_ids: [entry.external_id, other.external_id] }
  return [{ type: 'kb.conflict_found', data }]
}
