import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { exports } from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { assertOtherPerson, assertPerson } from '../domain/assert-other-person.ts'
import type { EventType } from '../domain/event.ts'
import type { ExportDocument } from '../domain/export.ts'
import { AppError } from '../errors.ts'
import { countExportRows } from './read-export-rows.ts'
import { type ExportRow, getExport } from './read-exports.ts'

export interface ExportContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'deliveries') => void
}

const DAY_MS = 24 * 3600_000
const ANSWER_MS = 7 * DAY_MS
const DOWNLOAD_MS = DAY_MS

/** A member asks to take data out. Throws `forbidden` for a key that belongs to nobody. */
export async function requestExport(
  ctx: ExportContext,
  caller: Caller,
  document: ExportDocument,
): Promise<ExportRow> {
  assertPerson(caller)
  const now = ctx.clock()
  const row = await ctx.db.transaction(async (tx) => {
    const [made] = await tx
      .insert(exports)
      .values({
        id: ctx.newId('exp'),
        workspace_id: caller.workspaceId,
        document,
        state: 'requested',
        rows: await countExportRows({ db: tx, clock: ctx.clock }, caller.workspaceId, document),
        requested_by: caller.actor.id,
        expires_at: new Date(now.getTime() + ANSWER_MS),
        created_at: now,
      })
      .returning()
    await note(ctx, tx, caller, 'export.requested', made!)
    return made!
  })
  ctx.wake('deliveries')
  return row
}

/**
 * Whoever asked changes what they ask for, as long as nobody answered. Throws `not_found`, `precondition_failed`,
 * `forbidden` for anybody else, and `conflict` once it is decided or expired.
 */
export async function changeExport(
  ctx: ExportContext,
  caller: Caller,
  id: string,
  revision: number,
  document: ExportDocument,
): Promise<ExportRow> {
  return change(ctx, caller, id, revision, 'export.changed', async (tx, before) => {
    if (before.requested_by !== caller.actor.id)
      throw new AppError('forbidden', `Only whoever asked for ${id} changes it`)
    return {
      document,
      rows: await countExportRows({ db: tx, clock: ctx.clock }, caller.workspaceId, document),
    }
  })
}

/**
 * Another member lets the export go, in the form that they read, or does not. Throws as `changeExport` does; `forbidden` for
 * whoever asked, with any key of theirs.
 */
export async function decideExport(
  ctx: ExportContext,
  caller: Caller,
  id: string,
  revision: number,
  input: { readonly state: 'approved' | 'rejected'; readonly reason: string | null },
): Promise<ExportRow> {
  return change(ctx, caller, id, revision, `export.${input.state}`, async (_tx, before) => {
    assertOtherPerson(caller, [before.requested_by])
    const now = ctx.clock()
    const expires_at = input.state === 'approved' ? new Date(now.getTime() + DOWNLOAD_MS) : before.expires_at
    const { state, reason } = input
    return { state, decided_by: caller.actor.id, decided_at: now, decided_reason: reason, expires_at }
  })
}

async function change(
  ctx: ExportContext,
  caller: Caller,
  id: string,
  revision: number,
  type: EventType,
  make: (tx: Db, before: ExportRow) => Promise<Partial<ExportRow>>,
): Promise<ExportRow> {
  const row = await ctx.db.transaction(async (tx) => {
    const before = await getExport(tx, caller.workspaceId, id, true)
    if (before.state !== 'requested' || before.expires_at <= ctx.clock())
      throw new AppError(
        'conflict',
        `Export ${id} is ${before.state === 'requested' ? 'expired' : before.state}`,
      )
    const set = await make(tx, before)
    if (before.revision !== revision)
      throw new AppError('precondition_failed', `Export ${id} has changed since you read it`)
    const [changed] = await tx
      .update(exports)
      .set({ ...set, revision: sql`${exports.revision} + 1` })
      .where(eq(exports.id, id))
      .returning()
    await note(ctx, tx, caller, type, changed!)
    return changed!
  })
  ctx.wake('deliveries')
  return row
}

/** Closes what nobody answered or fetched in time, in every workspace. Answers how many there were. */
export async function expireExports(ctx: Omit<ExportContext, 'wake'>): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const rows = await tx
      .update(exports)
      .set({ state: 'expired', revision: sql`${exports.revision} + 1` })
      .where(and(inArray(exports.state, ['requested', 'approved']), lte(exports.expires_at, ctx.clock())))
      .returning()
    for (const row of rows) {
      const caller = { workspaceId: row.workspace_id, actor: systemActor('privacy') }
      await note(ctx, tx, caller, 'export.expired', row)
    }
    return rows.length
  })
}

/** Each step is an event and stands in the audit log. */
export async function note(
  ctx: Pick<ExportContext, 'clock' | 'newId'>,
  tx: Db,
  caller: Caller,
  type: EventType,
  row: ExportRow,
): Promise<void> {
  const { kind, format, personal_data } = row.document
  const data = { kind, format, personal_data, rows: row.rows }
  await appendEvents(ctx, tx, caller, [{ type, data: { export_id: row.id, ...data } }])
  await appendAudit(ctx, tx, caller, type, row.id, data)
}
