import { createHash } from 'node:crypto'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { GENESIS, sealedText } from '../db/guard-audit.ts'
import { auditEntries, auditHeads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { getWorkspace } from './change-workspace.ts'

export const AuditFault = z
  .object({
    kind: z
      .enum(['changed', 'removed', 'inserted'])
      .describe('`removed`: the entry with this `seq` is gone; `inserted`: the entry is in no chain'),
    seq: z.int().nullable(),
    entry_id: z.string().nullable().describe('Null where the entry is gone'),
  })
  .meta({ id: 'AuditFault' })
export type AuditFault = z.infer<typeof AuditFault>

export const AuditVerification = z
  .object({
    workspace_id: z.string(),
    is_intact: z.boolean(),
    entries: z.int().describe('Entries that were looked at'),
    first_seq: z.int().describe('The oldest entry kept; above 1 where retention took older ones'),
    head: z
      .object({ seq: z.int(), hash: z.string() })
      .describe('The newest entry: keep it elsewhere and name it in `expect` later'),
    faults: z.array(AuditFault).describe('The first 100'),
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.infer<typeof AuditVerification>

interface Position {
  readonly seq: number
  readonly hash: string
}

const BATCH = 1000
const MOST_FAULTS = 100

const entry = alias(auditEntries, 'e')

/**
 * Walks a workspace's audit chain and names each entry that was changed, removed or slipped in. `expected` is a head
 * that somebody kept elsewhere: it shows even a chain that was made anew as a whole. Throws `not_found`.
 */
export async function verifyAudit(
  ctx: { readonly db: Db },
  caller: Caller,
  workspaceId: string,
  expected: Position | null = null,
): Promise<AuditVerification> {
  await getWorkspace(ctx, caller, workspaceId)
  return ctx.db.transaction(
    async (tx) => {
      const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.workspace_id, workspaceId))
      const anchor = { seq: head?.anchor_seq ?? 0, hash: head?.anchor_hash ?? GENESIS }
      const walk = new Walk(anchor, expected)
      for (let after = 0; ; ) {
        const rows = await readChained(tx, workspaceId, after)
        for (const row of rows) walk.step(row)
        if (rows.length < BATCH) break
        after = rows.at(-1)!.seq
      }
      walk.end({ seq: head?.seq ?? 0, hash: head?.hash ?? GENESIS })
      for (const id of await readUnchained(tx, workspaceId)) walk.inserted(null, id)
      return {
        workspace_id: workspaceId,
        is_intact: walk.faults.length === 0,
        entries: walk.entries,
        first_seq: anchor.seq + 1,
        head: { seq: head?.seq ?? 0, hash: head?.hash ?? GENESIS },
        faults: walk.faults.slice(0, MOST_FAULTS),
      }
    },
    // One picture: an entry that comes meanwhile must not look like one too many.
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

interface ChainedRow {
  readonly id: string
  readonly seq: number
  readonly previousHash: string | null
  readonly hash: string | null
  readonly sealed: string
  readonly pruned: Position | null
}

class Walk {
  readonly faults: AuditFault[] = []
  entries = 0
  private last: Position
  private readonly anchor: Position
  private readonly expected: Position | null
  private isAnchored: boolean
  private isExpectedSeen: boolean

  constructor(anchor: Position, expected: Position | null) {
    this.anchor = anchor
    this.last = anchor
    this.expected = expected
    // A chain that begins later says so itself, in an entry of the prune that made it so.
    this.isAnchored = anchor.seq === 0
    this.isExpectedSeen = expected === null || isSame(expected, anchor) || expected.seq < anchor.seq
  }

  step(row: ChainedRow): void {
    this.entries += 1
    for (let seq = this.last.seq + 1; seq < row.seq && this.faults.length < MOST_FAULTS; seq += 1)
      this.faults.push({ kind: 'removed', seq, entry_id: null })
    const isNext = row.seq === this.last.seq + 1
    const isBroken = isNext && row.previousHash !== this.last.hash
    const isForged = createHash('sha256').update(row.sealed).digest('hex') !== row.hash
    if (isBroken || isForged) this.faults.push({ kind: 'changed', seq: row.seq, entry_id: row.id })
    if (row.pruned !== null && isSame(row.pruned, this.anchor)) this.isAnchored = true
    if (this.expected !== null && isSame(this.expected, { seq: row.seq, hash: row.hash ?? '' }))
      this.isExpectedSeen = true
    this.last = { seq: row.seq, hash: row.hash ?? '' }
  }

  inserted(seq: number | null, id: string): void {
    this.faults.push({ kind: 'inserted', seq, entry_id: id })
  }

  end(head: Position): void {
    for (let seq = this.last.seq + 1; seq <= head.seq && this.faults.length < MOST_FAULTS; seq += 1)
      this.faults.push({ kind: 'removed', seq, entry_id: null })
    if (this.last.seq === head.seq && this.last.hash !== head.hash && this.faults.length === 0)
      this.faults.push({ kind: 'changed', seq: head.seq, entry_id: null })
    if (!this.isAnchored) this.faults.push({ kind: 'removed', seq: this.anchor.seq, entry_id: null })
    if (!this.isExpectedSeen) this.faults.push({ kind: 'changed', seq: this.expected!.seq, entry_id: null })
  }
}

function isSame(one: Position, other: Position): boolean {
  return one.seq === other.seq && one.hash === other.hash
}

async function readChained(tx: Db, workspaceId: string, after: number): Promise<ChainedRow[]> {
  const rows = await tx
    .select({
      id: entry.id,
      seq: entry.seq,
      previousHash: entry.previous_hash,
      hash: entry.hash,
      action: entry.action,
      details: entry.details,
      sealed: sql<string>`${sealedText}`,
    })
    .from(entry)
    .where(and(eq(entry.workspace_id, workspaceId), gt(entry.seq, after)))
    .orderBy(asc(entry.seq))
    .limit(BATCH)
  return rows.map(({ action, details, ...row }) => ({
    ...row,
    seq: row.seq!,
    pruned: action === 'audit.pruned' ? { seq: Number(details.until_seq), hash: String(details.hash) } : null,
  }))
}

async function readUnchained(tx: Db, workspaceId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: entry.id })
    .from(entry)
    .where(and(eq(entry.workspace_id, workspaceId), isNull(entry.seq)))
    .limit(MOST_FAULTS)
  return rows.map((row) => row.id)
}
