import { and, asc, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages, knowledgeRevisions } from '../db/schema.ts'
import { forWorkspace } from '../inference/for-workspace.ts'
import type { InstalledModels } from '../inference/models.ts'
import { countMissing } from './embed-missing.ts'

const MOST_REFUSED = 100

export const Embedding = z
  .object({
    embedder: z.string().describe('Searches now'),
    pending: z.string().nullable().describe('To follow as soon as every entry has its vectors'),
    entries: z.int().min(0).describe("The workspace's"),
    embedded: z
      .int()
      .min(0)
      .describe('Those that have vectors of `pending`, or of `embedder` where none is pending'),
    refused: z
      .array(z.string())
      .describe(
        `Those of them, by external id and at most ${MOST_REFUSED}, with a text that this model refuses: the text is found by its words alone until it is changed`,
      ),
  })
  .meta({ id: 'KnowledgeEmbedding' })
export type Embedding = z.infer<typeof Embedding>

/** Which embedder searches a workspace's knowledge, and how far the one is that is to follow. */
export async function readEmbedding(
  ctx: { readonly db: Db; readonly models: InstalledModels },
  workspaceId: string,
): Promise<Embedding> {
  const { embedder } = (await forWorkspace(ctx, workspaceId)).models
  const [row] = await ctx.db
    .select({ pending: knowledgeRevisions.pending })
    .from(knowledgeRevisions)
    .where(eq(knowledgeRevisions.workspace_id, workspaceId))
  const [entries] = await ctx.db
    .select({ count: count() })
    .from(knowledgeEntries)
    .where(eq(knowledgeEntries.workspace_id, workspaceId))
  const pending = row?.pending ?? null
  const missing = await countMissing(ctx.db, workspaceId, { id: pending ?? embedder.id })
  return {
    embedder: embedder.id,
    pending,
    entries: entries!.count,
    embedded: entries!.count - missing,
    refused: await listRefused(ctx.db, workspaceId, pending ?? embedder.id),
  }
}

async function listRefused(db: Db, workspaceId: string, model: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: knowledgeEntries.external_id })
    .from(knowledgePassages)
    .innerJoin(knowledgeEntries, eq(knowledgeEntries.id, knowledgePassages.entry_id))
    .where(
      and(
        eq(knowledgePassages.workspace_id, workspaceId),
        eq(knowledgePassages.model, model),
        knowledgePassages.is_refused,
      ),
    )
    .orderBy(asc(knowledgeEntries.external_id))
    .limit(MOST_REFUSED)
  return rows.map(({ id }) => id)
}
