import { count, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgeRevisions } from '../db/schema.ts'
import { forWorkspace } from '../inference/for-workspace.ts'
import type { InstalledModels } from '../inference/models.ts'
import { countMissing } from './embed-missing.ts'

export const Embedding = z
  .object({
    embedder: z.string().describe('Searches now'),
    pending: z.string().nullable().describe('To follow as soon as every entry has its vectors'),
    entries: z.int().min(0).describe("The workspace's"),
    embedded: z
      .int()
      .min(0)
      .describe('Those that have vectors of `pending`, or of `embedder` where none is pending'),
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
  return { embedder: embedder.id, pending, entries: entries!.count, embedded: entries!.count - missing }
}
