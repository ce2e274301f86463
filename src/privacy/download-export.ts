import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { eq, sql } from 'drizzle-orm'
import { exports } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { type ExportContext, note } from './change-export.ts'
import { EXPORT_COLUMNS, type ExportedRow, readExportRows } from './read-export-rows.ts'
import { type ExportRow, getExport } from './read-exports.ts'

/**
 * The approved data as a stream, for whoever asked for it; on record before the first byte leaves. Throws `not_found`,
 * `forbidden` for anybody else, and `conflict` where it is not approved or its day is over.
 */
export async function downloadExport(
  ctx: ExportContext & { readonly logger: Logger },
  caller: Caller,
  id: string,
): Promise<{ readonly row: ExportRow; readonly body: Readable }> {
  const row = await ctx.db.transaction(async (tx) => {
    const before = await getExport(tx, caller.workspaceId, id, true)
    if (before.requested_by !== caller.actor.id)
      throw new AppError('forbidden', `Export ${id} is for whoever asked for it`)
    if (before.state !== 'approved' || before.expires_at <= ctx.clock())
      throw new AppError(
        'conflict',
        `Export ${id} is ${before.state === 'approved' ? 'expired' : before.state}`,
      )
    const [taken] = await tx
      .update(exports)
      .set({ downloads: sql`${exports.downloads} + 1` })
      .where(eq(exports.id, id))
      .returning()
    await note(ctx, tx, caller, 'export.downloaded', taken!)
    return taken!
  })
  ctx.wake('deliveries')
  return { row, body: write(ctx, row, readExportRows(ctx, caller.workspaceId, row.document)) }
}

/** A failure breaks the answer off, so that nobody takes half a file for the whole. */
function write(ctx: { readonly logger: Logger }, row: ExportRow, rows: AsyncIterable<ExportedRow>): Readable {
  const columns = EXPORT_COLUMNS[row.document.kind]
  const noteError = (error?: Error | null) => {
    if (error) ctx.logger.error({ export_id: row.id, err: error.name }, 'an export broke off')
  }
  if (row.document.format === 'jsonl')
    return Readable.from(toLines(columns, rows), { objectMode: false }).on('error', noteError)
  const csv = stringify({
    header: true,
    columns: [...columns],
    // A spreadsheet must not run what somebody wrote.
    escape_formulas: true,
    cast: { date: (value) => value.toISOString(), boolean: String },
  })
  pipeline(Readable.from(rows), csv, noteError)
  return csv
}

async function* toLines(
  columns: readonly string[],
  rows: AsyncIterable<ExportedRow>,
): AsyncGenerator<string> {
  for await (const row of rows)
    yield `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))}\n`
}
