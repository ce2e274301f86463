import { and, asc, count, eq, exists, inArray, not, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages, knowledgeRevisions } from '../db/schema.ts'
import type { Embedder } from '../inference/embedder.ts'
import { embedPassages } from './embed-passages.ts'

const MOST_ENTRIES = 100
/** However many variants the entries have: a slow provider embeds so many within the lease of `runEmbedding`. */
const MOST_TEXTS = 256

/** Embeds up to a hundred of a workspace's entries that have no passage of this embedder; how many they were. */
export async function embedMissing(db: Db, workspaceId: string, embedder: Embedder): Promise<number> {
  const missing = await db
    .select()
    .from(knowledgeEntries)
    .where(isMissing(db, workspaceId, embedder))
    .orderBy(asc(knowledgeEntries.id))
    .limit(MOST_ENTRIES)
  const entries = takeBatch(missing)
  if (entries.length === 0) return 0
  const passages = await embedPassages(embedder, entries)
  await db.transaction(async (tx) => {
    // Whoever changes or deletes entries takes this row first.
    await tx
      .select({ one: sql`1` })
      .from(knowledgeRevisions)
      .where(eq(knowledgeRevisions.workspace_id, workspaceId))
      .for('update')
    // One that was changed or deleted meanwhile comes again, or not at all.
    const unchanged = await tx
      .select({ id: knowledgeEntries.id, version: knowledgeEntries.version })
      .from(knowledgeEntries)
      .where(
        and(
          eq(knowledgeEntries.workspace_id, workspaceId),
          inArray(
            knowledgeEntries.id,
            entries.map((entry) => entry.id),
          ),
        ),
      )
    const versions = new Map(unchanged.map(({ id, version }) => [id, version]))
    const rows = entries.flatMap(({ id, version }, i) =>
      versions.get(id) === version
        ? passages[i]!.map((passage) => ({ ...passage, entry_id: id, workspace_id: workspaceId }))
        : [],
    )
    if (rows.length > 0) await tx.insert(knowledgePassages).values(rows).onConflictDoNothing()
  })
  return entries.length
}

/** As many from the start as have no more texts than are embedded at once, and one in any case. */
function takeBatch<Entry extends { readonly variants: readonly string[] }>(
  entries: readonly Entry[],
): Entry[] {
  let texts = 0
  return entries.filter(({ variants }, i) => {
    texts += variants.length + 2
    return i === 0 || texts <= MOST_TEXTS
  })
}

/** How many of a workspace's entries have no passage of this embedder. */
export async function countMissing(
  db: Db,
  workspaceId: string,
  embedder: Pick<Embedder, 'id'>,
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(knowledgeEntries)
    .where(isMissing(db, workspaceId, embedder))
  return row!.count
}

function isMissing(db: Db, workspaceId: string, embedder: Pick<Embedder, 'id'>): SQL {
  const own = db
    .select({ one: sql`1` })
    .from(knowledgePassages)
    .where(and(eq(knowledgePassages.entry_id, knowledgeEntries.id), eq(knowledgePassages.model, embedder.id)))
  return and(eq(knowledgeEntries.workspace_id, workspaceId), not(exists(own)))!
}
