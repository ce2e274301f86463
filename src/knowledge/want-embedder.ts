import { sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeRevisions } from '../db/schema.ts'
import type { Embedder } from '../inference/embedder.ts'

/**
 * From now on the workspace is to be searched by this embedder: at once where it knows nothing yet, else when every entry
 * has its vectors. Until then search goes on with those in use.
 */
export async function wantEmbedder(tx: Db, workspaceId: string, { id }: Pick<Embedder, 'id'>): Promise<void> {
  await tx
    .insert(knowledgeRevisions)
    .values({ workspace_id: workspaceId, revision: 0, embedder: id })
    .onConflictDoUpdate({
      target: knowledgeRevisions.workspace_id,
      set: { pending: sql`nullif(${id}::text, ${knowledgeRevisions.embedder})`, embed_lease_until: null },
    })
}
