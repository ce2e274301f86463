import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages } from '../db/schema.ts'
import type { Models } from '../inference/models.ts'
import { embedPassages } from './embed-passages.ts'

const BATCH = 100

/**
 * Embeds every entry that has no passage of the current embedder, for instance after an update that brought new weights,
 * and drops the passages of others. Returns how many entries there were.
 */
export async function reembedEntries(ctx: {
  readonly db: Db
  readonly models: Pick<Models, 'embedder'>
}): Promise<number> {
  const { embedder } = ctx.models
  for (let count = 0; ; ) {
    const current = ctx.db
      .select({ one: sql`1` })
      .from(knowledgePassages)
      .where(
        and(eq(knowledgePassages.entry_id, knowledgeEntries.id), eq(knowledgePassages.model, embedder.id)),
      )
    const entries = await ctx.db
      .select()
      .from(knowledgeEntries)
      .where(notExists(current))
      .orderBy(asc(knowledgeEntries.id))
      .limit(BATCH)
    if (entries.length === 0) return count
    const passages = await embedPassages(embedder, entries)
    const rows = entries.flatMap((entry, i) =>
      passages[i]!.map((passage) => ({ ...passage, entry_id: entry.id, workspace_id: entry.workspace_id })),
    )
    const ids = entries.map((entry) => entry.id)
    await ctx.db.transaction(async (tx) => {
      await tx.delete(knowledgePassages).where(inArray(knowledgePassages.entry_id, ids))
      await tx.insert(knowledgePassages).values(rows).onConflictDoNothing()
    })
    count += entries.length
  }
}
