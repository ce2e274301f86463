import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeRevisions } from '../db/schema.ts'
import { ModelSide } from '../domain/model-side.ts'
import { nameError } from '../errors.ts'
import { findModel } from '../inference/choose-models.ts'
import type { Embedder } from '../inference/embedder.ts'
import type { InstalledModels } from '../inference/models.ts'
import type { Logger } from '../logger.ts'
import { type Worker, workUntilStopped } from '../work-until-stopped.ts'
import { countMissing, embedMissing } from './embed-missing.ts'

export interface EmbeddingContext {
  readonly db: Db
  readonly clock: () => Date
  readonly models: Pick<InstalledModels, 'embedders'>
  readonly logger: Logger
}

const POLL_MS = 5000
/** Longer than a provider takes for a batch; a process that died is replaced after it. */
const LEASE_MS = 120_000
const RETRY_MS = 10_000

/** Embeds the knowledge of workspaces whose embedder was changed, until stopped. */
export function runEmbedding(ctx: EmbeddingContext, loops: number): Worker {
  const next = () => embedNext(ctx)
  return workUntilStopped(ctx, { next, failure: 'embedding failed', pollMs: POLL_MS, loops })
}

/**
 * Embeds one batch for a workspace that waits for another embedder, or lets that search where no entry lacks its vectors
 * any more; false where none waits. A provider that fails is asked again later, however long it is away.
 */
export async function embedNext(ctx: EmbeddingContext): Promise<boolean> {
  const claimed = await claim(ctx)
  if (claimed === null) return false
  const { workspaceId, embedder } = claimed
  try {
    if ((await embedMissing(ctx.db, workspaceId, embedder)) > 0) await release(ctx, workspaceId, null)
    else await takeOver(ctx, workspaceId, embedder)
  } catch (error) {
    ctx.logger.warn(
      { workspace_id: workspaceId, err: nameError(error) },
      'embedding the knowledge anew waits and tries again',
    )
    await release(ctx, workspaceId, new Date(ctx.clock().getTime() + RETRY_MS))
  }
  return true
}

/** A workspace that waits for an embedder of this process, for it alone. */
async function claim({ db, clock, models }: EmbeddingContext) {
  const now = clock()
  const ids = ModelSide.options.flatMap((side) => models.embedders[side]?.id ?? [])
  const { workspace_id, pending, embed_lease_until } = knowledgeRevisions
  const waiting = db
    .select({ id: workspace_id })
    .from(knowledgeRevisions)
    .where(and(inArray(pending, ids), or(isNull(embed_lease_until), lte(embed_lease_until, now))))
    .orderBy(sql`${embed_lease_until} nulls first`, workspace_id)
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db
    .update(knowledgeRevisions)
    .set({ embed_lease_until: new Date(now.getTime() + LEASE_MS) })
    .where(eq(workspace_id, waiting))
    .returning()
  const embedder = row === undefined ? null : findModel(models.embedders, row.pending)
  return embedder === null ? null : { workspaceId: row!.workspace_id, embedder }
}

async function release({ db }: EmbeddingContext, workspaceId: string, until: Date | null): Promise<void> {
  await db
    .update(knowledgeRevisions)
    .set({ embed_lease_until: until })
    .where(eq(knowledgeRevisions.workspace_id, workspaceId))
}

/** Whoever saves entries takes the same row first, so none comes between the count and the change. */
async function takeOver({ db, logger }: EmbeddingContext, workspaceId: string, { id }: Embedder) {
  const isOwn = eq(knowledgeRevisions.workspace_id, workspaceId)
  const isTaken = await db.transaction(async (tx) => {
    const [row] = await tx.select().from(knowledgeRevisions).where(isOwn).for('update')
    const isDone = row?.pending === id && (await countMissing(tx, workspaceId, { id })) === 0
    await tx
      .update(knowledgeRevisions)
      .set(isDone ? { embedder: id, pending: null, embed_lease_until: null } : { embed_lease_until: null })
      .where(isOwn)
    return isDone
  })
  if (isTaken) logger.info({ workspace_id: workspaceId, embedder: id }, 'the knowledge was embedded anew')
}
