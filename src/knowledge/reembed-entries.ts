import { and, asc, count, eq, exists, inArray, ne, not, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { knowledgeEntries, knowledgePassages } from '../db/schema.ts'
import { nameError } from '../errors.ts'
import type { Embedder } from '../inference/embedder.ts'
import type { HeldModels } from '../inference/hold-embedder.ts'
import type { Logger } from '../logger.ts'
import { makePause } from '../make-pause.ts'
import { embedPassages } from './embed-passages.ts'

interface ReembedContext {
  readonly db: Db
  readonly logger: Logger
}

export interface Reembedding {
  /** Resolves when the wanted embedder searches; rejects never. */
  readonly done: Promise<void>
  stop(): Promise<void>
}

const BATCH = 100
const RETRY_MS = 10_000

/**
 * Sees to it that every entry has passages of the wanted embedder. The embedded one does so at once. For another, search
 * goes on with the embedded vectors until the last entry has its new ones, however long a provider takes or is away.
 */
export async function reembedEntries(
  ctx: ReembedContext,
  held: HeldModels,
  retryMs = RETRY_MS,
): Promise<Reembedding> {
  const { embedder: wanted, embedded } = held.models
  if ((await countMissing(ctx.db, wanted)) === 0) {
    // What an earlier embedder left: nobody searches with it any more.
    await ctx.db.delete(knowledgePassages).where(ne(knowledgePassages.model, wanted.id))
    return { done: Promise.resolve(), stop: async () => {} }
  }
  while ((await embedBatch(ctx.db, embedded)) > 0);
  if (wanted.id === embedded.id) {
    ctx.logger.info({ embedder: wanted.id }, 'the knowledge was embedded anew')
    return { done: Promise.resolve(), stop: async () => {} }
  }
  held.use(embedded, wanted)
  return embedOn(ctx, held, wanted, retryMs)
}

function embedOn(ctx: ReembedContext, held: HeldModels, wanted: Embedder, retryMs: number): Reembedding {
  const { pause, wake } = makePause()
  let isStopping = false
  const run = async () => {
    ctx.logger.info({ embedder: wanted.id }, 'the knowledge is being embedded anew')
    while (!isStopping) {
      try {
        if ((await embedBatch(ctx.db, wanted)) > 0) continue
        held.use(wanted, null)
        ctx.logger.info({ embedder: wanted.id }, 'the knowledge was embedded anew')
        return
      } catch (error) {
        ctx.logger.warn({ err: nameError(error) }, 'embedding waits and tries again')
        if (!isStopping) await pause(retryMs)
      }
    }
  }
  const done = run()
  return {
    done,
    async stop() {
      isStopping = true
      wake()
      await done
    },
  }
}

/** Embeds some of the entries that have no passage of this embedder; how many there were. */
async function embedBatch(db: Db, embedder: Embedder): Promise<number> {
  const entries = await db
    .select()
    .from(knowledgeEntries)
    .where(not(hasPassages(db, embedder)))
    .orderBy(asc(knowledgeEntries.id))
    .limit(BATCH)
  if (entries.length === 0) return 0
  const passages = await embedPassages(embedder, entries)
  await db.transaction(async (tx) => {
    // One that was changed or deleted meanwhile comes again, or not at all.
    const unchanged = await tx
      .select({ id: knowledgeEntries.id, version: knowledgeEntries.version })
      .from(knowledgeEntries)
      .where(
        inArray(
          knowledgeEntries.id,
          entries.map((entry) => entry.id),
        ),
      )
      .for('update')
    const versions = new Map(unchanged.map(({ id, version }) => [id, version]))
    const rows = entries.flatMap(({ id, version, workspace_id }, i) =>
      versions.get(id) === version
        ? passages[i]!.map((passage) => ({ ...passage, entry_id: id, workspace_id }))
        : [],
    )
    if (rows.length > 0) await tx.insert(knowledgePassages).values(rows).onConflictDoNothing()
  })
  return entries.length
}

/** How far a workspace's knowledge is embedded by the embedder that it is searched with, or that is to follow. */
export async function countEmbedded(
  db: Db,
  workspaceId: string,
  embedder: Pick<Embedder, 'id'>,
): Promise<{ entries: number; embedded: number }> {
  const isOwn = eq(knowledgeEntries.workspace_id, workspaceId)
  const entries = await countEntries(db, isOwn)
  return { entries, embedded: await countEntries(db, and(isOwn, hasPassages(db, embedder))) }
}

function countMissing(db: Db, embedder: Embedder): Promise<number> {
  return countEntries(db, not(hasPassages(db, embedder)))
}

async function countEntries(db: Db, which: SQL | undefined): Promise<number> {
  const [row] = await db.select({ count: count() }).from(knowledgeEntries).where(which)
  return row!.count
}

function hasPassages(db: Db, embedder: Pick<Embedder, 'id'>): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(knowledgePassages)
      .where(
        and(eq(knowledgePassages.entry_id, knowledgeEntries.id), eq(knowledgePassages.model, embedder.id)),
      ),
  )
}
