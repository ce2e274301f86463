import { and, eq, inArray, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages, knowledgeRevisions, knowledgeVersions } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { UpsertResult } from '../domain/knowledge-entry.ts'
import { AppError } from '../errors.ts'
import { findModel } from '../inference/choose-models.ts'
import type { Embedder } from '../inference/embedder.ts'
import { forWorkspace } from '../inference/for-workspace.ts'
import type { InstalledModels } from '../inference/models.ts'
import { embedPassages, type NewPassage } from './embed-passages.ts'
import { type ParsedEntry, parseEntries } from './parse-entries.ts'

export interface KnowledgeContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly models: InstalledModels
  readonly wake: (what: 'deliveries') => void
}

type EntryRow = typeof knowledgeEntries.$inferSelect

/** Passages as one embedder makes them. */
interface Made {
  readonly embedder: Embedder
  readonly passages: Map<ParsedEntry, NewPassage[]>
}

const MOST_ROUNDS = 5
/** Postgres takes 65,535 parameters a statement. */
const CHUNK = 200

/**
 * Creates or changes entries by `external_id` and leaves all others alone. Good rows are stored beside bad ones; what
 * is stored is found by the next search. Embeddings are made before the transaction, which then makes sure that
 * nobody changed the entries or the workspace's embedder in between.
 */
export async function upsertEntries(
  ctx: KnowledgeContext,
  caller: Caller,
  rows: readonly unknown[],
): Promise<UpsertResult> {
  const { entries, errors } = parseEntries(rows)
  let made: Made = { embedder: ctx.models.embedders.embedded, passages: new Map() }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { embedder } = (await forWorkspace(ctx, caller.workspaceId)).models
    if (made.embedder !== embedder) made = { embedder, passages: new Map() }
    const { passages } = made
    const before = await readEntries(ctx.db, caller.workspaceId, entries)
    const changed = entries.filter(
      (entry) => !passages.has(entry) && !isSame(before.get(entry.externalId), entry),
    )
    const found = await embedPassages(embedder, changed)
    for (const [i, entry] of changed.entries()) passages.set(entry, found[i]!)
    const counts = await ctx.db.transaction((tx) => write(ctx, tx, caller, entries, { embedder, passages }))
    if (counts === null) continue
    ctx.wake('deliveries')
    return { ...counts, errors }
  }
  throw new AppError('conflict', 'These entries are being changed by others; try again')
}

async function readEntries(
  db: Db,
  workspaceId: string,
  entries: readonly ParsedEntry[],
): Promise<Map<string, EntryRow>> {
  if (entries.length === 0) return new Map()
  const ids = entries.map((entry) => entry.externalId)
  const rows = await db
    .select()
    .from(knowledgeEntries)
    .where(and(eq(knowledgeEntries.workspace_id, workspaceId), inArray(knowledgeEntries.external_id, ids)))
  return new Map(rows.map((row) => [row.external_id, row]))
}

function isSame(row: EntryRow | undefined, entry: ParsedEntry): boolean {
  if (row === undefined) return false
  const { question, answer, variants, language, tags, collection, priority } = row
  const stored = [question, answer, variants, language, tags, collection, priority]
  const given = [
    ...[entry.question, entry.answer, entry.variants, entry.language, entry.tags],
    ...[entry.collection, entry.priority],
  ]
  const dates = [row.valid_from, row.valid_until, row.review_at]
  return (
    JSON.stringify([...stored, ...dates]) ===
    JSON.stringify([...given, entry.validFrom, entry.validUntil, entry.reviewAt])
  )
}

/** Returns null where an entry, or the workspace's embedder, changed since the passages were made. */
async function write(
  ctx: KnowledgeContext,
  tx: Db,
  caller: Caller,
  entries: readonly ParsedEntry[],
  { embedder, passages }: Made,
) {
  const { revision, embedder: inUse } = await raiseRevision(tx, caller.workspaceId, 1, embedder)
  const before = await readEntries(tx, caller.workspaceId, entries)
  const changed = entries.filter((entry) => !isSame(before.get(entry.externalId), entry))
  const counts = {
    created: changed.filter((entry) => !before.has(entry.externalId)).length,
    updated: changed.filter((entry) => before.has(entry.externalId)).length,
    unchanged: entries.length - changed.length,
  }
  if (changed.length === 0) {
    await raiseRevision(tx, caller.workspaceId, -1)
    return counts
  }
  const isOther = inUse !== embedder.id
  const mayFollow = isOther && findModel(ctx.models.embedders, inUse) !== null
  if (mayFollow || changed.some((entry) => !passages.has(entry))) {
    await raiseRevision(tx, caller.workspaceId, -1)
    return null
  }
  if (isOther) await leaveToOthers(tx, caller.workspaceId)
  for (let i = 0; i < changed.length; i += CHUNK) {
    await writeChunk(ctx, tx, caller, changed.slice(i, i + CHUNK), before, passages)
  }
  await appendEvents(ctx, tx, caller, [
    { type: 'kb.entry_changed', data: { external_ids: changed.map((entry) => entry.externalId), revision } },
  ])
  await appendAudit(ctx, tx, caller, 'kb.entries_upserted', caller.workspaceId, { ...counts, revision })
  return counts
}

/**
 * Raises the knowledge's revision; its row's lock also keeps other writers of the workspace out. The first to write says
 * who embeds.
 */
export async function raiseRevision(
  tx: Db,
  workspaceId: string,
  by = 1,
  embedder: Embedder | null = null,
): Promise<typeof knowledgeRevisions.$inferSelect> {
  const [row] = await tx
    .insert(knowledgeRevisions)
    .values({ workspace_id: workspaceId, revision: 1, embedder: embedder?.id ?? null })
    .onConflictDoUpdate({
      target: knowledgeRevisions.workspace_id,
      set: { revision: sql`${knowledgeRevisions.revision} + ${by}` },
    })
    .returning()
  return row!
}

/** This process does not have the embedder in use: one that does adds the vectors that are missing now. */
async function leaveToOthers(tx: Db, workspaceId: string): Promise<void> {
  const { pending, embedder } = knowledgeRevisions
  await tx
    .update(knowledgeRevisions)
    .set({ pending: sql`coalesce(${pending}, ${embedder})` })
    .where(eq(knowledgeRevisions.workspace_id, workspaceId))
}

async function writeChunk(
  ctx: KnowledgeContext,
  tx: Db,
  caller: Caller,
  entries: readonly ParsedEntry[],
  before: ReadonlyMap<string, EntryRow>,
  passages: ReadonlyMap<ParsedEntry, NewPassage[]>,
): Promise<void> {
  const now = ctx.clock()
  const rows = entries.map((entry) =>
    toRow(ctx, caller.workspaceId, entry, before.get(entry.externalId), now),
  )
  const ids = rows.map((row) => row.id)
  const { question, answer, variants, language, tags, valid_from, valid_until } = knowledgeEntries
  const { review_at, collection, priority, version, updated_at } = knowledgeEntries
  const columns = {
    ...{ question, answer, variants, language, tags, valid_from, valid_until },
    ...{ review_at, collection, priority, version, updated_at },
  }
  const excluded = Object.fromEntries(Object.keys(columns).map((name) => [name, sql.raw(`excluded.${name}`)]))
  await tx
    .insert(knowledgeEntries)
    .values(rows)
    .onConflictDoUpdate({
      target: [knowledgeEntries.workspace_id, knowledgeEntries.external_id],
      set: excluded,
    })
  await tx.insert(knowledgeVersions).values(
    rows.map((row) => ({
      entry_id: row.id,
      version: row.version,
      workspace_id: caller.workspaceId,
      external_id: row.external_id,
      content: { question: row.question, answer: row.answer, variants: row.variants, language: row.language },
      changed_by: caller.actor.id,
      created_at: now,
    })),
  )
  await tx
    .delete(knowledgePassages)
    .where(
      and(eq(knowledgePassages.workspace_id, caller.workspaceId), inArray(knowledgePassages.entry_id, ids)),
    )
  const found = entries.flatMap((entry, i) =>
    passages
      .get(entry)!
      .map((passage) => ({ ...passage, entry_id: ids[i]!, workspace_id: caller.workspaceId })),
  )
  for (let i = 0; i < found.length; i += CHUNK) {
    await tx.insert(knowledgePassages).values(found.slice(i, i + CHUNK))
  }
}

function toRow(
  ctx: KnowledgeContext,
  workspaceId: string,
  entry: ParsedEntry,
  before: EntryRow | undefined,
  now: Date,
): EntryRow {
  return {
    id: before?.id ?? ctx.newId('ent'),
    workspace_id: workspaceId,
    external_id: entry.externalId,
    question: entry.question,
    answer: entry.answer,
    variants: [...entry.variants],
    language: entry.language,
    tags: [...entry.tags],
    valid_from: entry.validFrom,
    valid_until: entry.validUntil,
    review_at: entry.reviewAt,
    review_told: before?.review_told ?? null,
    collection: entry.collection,
    priority: entry.priority,
    version: (before?.version ?? 0) + 1,
    checked_version: before?.checked_version ?? 0,
    created_at: before?.created_at ?? now,
    updated_at: now,
  }
}
