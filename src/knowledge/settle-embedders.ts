import { and, eq, notExists, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgePassages, knowledgeRevisions, workspaces } from '../db/schema.ts'
import { chooseSide, findModel } from '../inference/choose-models.ts'
import type { Embedder } from '../inference/embedder.ts'
import type { InstalledModels } from '../inference/models.ts'
import type { Logger } from '../logger.ts'
import { countMissing, embedMissing } from './embed-missing.ts'
import { wantEmbedder } from './want-embedder.ts'

interface SettleContext {
  readonly db: Db
  readonly models: Pick<InstalledModels, 'embedders'>
  readonly logger: Logger
}

/**
 * At the start: sees to it that each workspace is searched by an embedder that this process has, and will be by the one that
 * it chose. Where the one in use is gone, the embedded one takes its place at once, which takes milliseconds an entry; the
 * rest is left to `runEmbedding`.
 */
export async function settleEmbedders(ctx: SettleContext): Promise<void> {
  await dropLeftovers(ctx.db)
  const rows = await ctx.db
    .select({
      workspaceId: knowledgeRevisions.workspace_id,
      inUse: knowledgeRevisions.embedder,
      pending: knowledgeRevisions.pending,
      settings: workspaces.settings,
    })
    .from(knowledgeRevisions)
    .innerJoin(workspaces, eq(workspaces.id, knowledgeRevisions.workspace_id))
  const { embedders } = ctx.models
  for (const { workspaceId, inUse, pending, settings } of rows) {
    const wanted = chooseSide(embedders, settings.embedder)
    if (findModel(embedders, inUse) === null) await replace(ctx, workspaceId, wanted)
    // What is in use may be pending too: a process that does not have it saved entries without its vectors.
    const isSettled = pending === wanted.id || (inUse === wanted.id && pending === null)
    if (!isSettled) await followChoice(ctx, workspaceId)
  }
}

async function replace(
  { db, models, logger }: SettleContext,
  workspaceId: string,
  wanted: Embedder,
): Promise<void> {
  const { embedded } = models.embedders
  const isThere = (await countMissing(db, workspaceId, wanted)) === 0
  const next = isThere ? wanted : embedded
  const embedAll = async () => {
    while ((await embedMissing(db, workspaceId, next)) > 0);
  }
  await embedAll()
  await db
    .update(knowledgeRevisions)
    .set({ embedder: next.id })
    .where(eq(knowledgeRevisions.workspace_id, workspaceId))
  // What was saved meanwhile, before it was in use.
  await embedAll()
  logger.info(
    { workspace_id: workspaceId, embedder: next.id },
    'the knowledge is searched by another embedder',
  )
}

/** As the setting is by now: another process may just have changed it. */
async function followChoice({ db, models }: SettleContext, workspaceId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ settings: workspaces.settings })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId))
      .for('no key update')
    if (row !== undefined)
      await wantEmbedder(tx, workspaceId, chooseSide(models.embedders, row.settings.embedder))
  })
}

/** Vectors that nobody searches with any more; those that were given up just now stay for whoever is in the middle of a search. */
async function dropLeftovers(db: Db): Promise<void> {
  const { workspace_id, embedder, pending } = knowledgeRevisions
  const inUse = db
    .select({ one: sql`1` })
    .from(knowledgeRevisions)
    .where(
      and(
        eq(workspace_id, knowledgePassages.workspace_id),
        or(
          sql`${embedder} is null`,
          eq(embedder, knowledgePassages.model),
          eq(pending, knowledgePassages.model),
        ),
      ),
    )
  await db.delete(knowledgePassages).where(notExists(inUse))
}
