import { and, asc, eq, isNotNull, lte, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { PRUNE_SETTING } from '../db/guard-audit.ts'
import { auditEntries, auditHeads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'

interface PruneContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

export interface PrunedEntry {
  readonly id: string
  readonly at: Date
}

const BATCH = 1000

/**
 * Deletes the oldest entries of a workspace's audit chain, as far as they are older than `goneBefore`, in the caller's
 * transaction: at most so many, never one out of the middle. The chain then begins at an anchor, and an entry of the prune
 * in the chain itself says that it was meant: see docs/decisions/0007-audit-chain.md. Answers what went.
 */
export async function pruneAudit(
  ctx: PruneContext,
  tx: Db,
  caller: Caller,
  goneBefore: Date,
): Promise<PrunedEntry[]> {
  const { workspaceId } = caller
  const oldest = await tx
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspace_id, workspaceId), isNotNull(auditEntries.seq)))
    .orderBy(asc(auditEntries.seq))
    .limit(BATCH)
  const young = oldest.findIndex((entry) => entry.created_at >= goneBefore)
  const gone = young === -1 ? oldest : oldest.slice(0, young)
  const last = gone.at(-1)
  if (last === undefined) return []
  const anchor = { seq: last.seq!, hash: last.hash! }
  await appendAudit(ctx, tx, caller, 'audit.pruned', workspaceId, {
    until_seq: anchor.seq,
    hash: anchor.hash,
  })
  await tx.execute(sql`select set_config(${PRUNE_SETTING}, 'on', true)`)
  await tx
    .delete(auditEntries)
    .where(and(eq(auditEntries.workspace_id, workspaceId), lte(auditEntries.seq, anchor.seq)))
  await tx.execute(sql`select set_config(${PRUNE_SETTING}, 'off', true)`)
  await tx
    .update(auditHeads)
    .set({ anchor_seq: anchor.seq, anchor_hash: anchor.hash })
    .where(eq(auditHeads.workspace_id, workspaceId))
  return gone.map((entry) => ({ id: entry.id, at: entry.created_at }))
}
