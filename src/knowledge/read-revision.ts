import { eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeRevisions } from '../db/schema.ts'

/** The revision of a workspace's knowledge; 0 before its first entry. */
export async function readRevision(db: Db, workspaceId: string): Promise<number> {
  const [row] = await db
    .select({ revision: knowledgeRevisions.revision })
    .from(knowledgeRevisions)
    .where(eq(knowledgeRevisions.workspace_id, workspaceId))
  return row?.revision ?? 0
}
