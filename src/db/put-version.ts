import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { appendAudit } from './append-audit.ts'
import { appendEvents } from './append-event.ts'
import type { Db } from './database.ts'
import { listVersions, type Version } from './list-versions.ts'
import { lockWorkspace } from './lock-workspace.ts'
import type { VersionedTable } from './versioned-table.ts'

export interface VersionContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

interface VersionChange<Document> {
  readonly table: VersionedTable<Document>
  /** What the change is called in events and in the audit log. */
  readonly type: 'rules.changed' | 'routing.changed' | 'retention.changed'
  /** The version that the caller has seen; null where they did not say. */
  readonly seen: number | null
  readonly document: Document
  /** Throws where the document names what the workspace does not have. What it found stays until the version is stored. */
  readonly check?: (tx: Db) => Promise<void>
  /** What is told beside the version: in the event, and in the audit log. */
  readonly event?: Record<string, number>
  readonly audit?: Record<string, unknown>
}

/** Stores a new version, with its event and audit row. Throws `precondition_failed` where `seen` is not the newest. */
export async function putVersion<Document extends object>(
  ctx: VersionContext,
  caller: Caller,
  { table, type, seen, document, check, event, audit }: VersionChange<Document>,
): Promise<Version<Document>> {
  const { workspaceId } = caller
  const stored = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const [newest] = await listVersions(tx, table, workspaceId, null, 1)
    const before = newest?.version ?? 0
    if (seen !== null && seen !== before) {
      throw new AppError('precondition_failed', `It has changed since version ${seen}`)
    }
    await check?.(tx)
    const now = ctx.clock()
    const next = { version: before + 1, created_by: caller.actor.id, created_at: now }
    await tx.insert(table).values({ workspace_id: workspaceId, document, ...next })
    const data = { version: next.version, ...event }
    await appendEvents(ctx, tx, caller, [{ type, data }])
    await appendAudit(ctx, tx, caller, type, `${workspaceId}-${next.version}`, audit ?? data)
    return { ...document, ...next, created_at: now.toISOString() }
  })
  ctx.wake('deliveries')
  return stored
}
