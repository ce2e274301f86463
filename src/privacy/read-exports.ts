import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { exports } from '../db/schema.ts'
import { ExportDocument, ExportState } from '../domain/export.ts'
import { NotFoundError } from '../errors.ts'

export type ExportRow = typeof exports.$inferSelect

export const Export = z
  .object({
    id: z.string(),
    document: ExportDocument,
    state: ExportState,
    rows: z.int().describe('Rows that it held when it was asked for or edited'),
    requested_by: z.string(),
    decided_by: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    decided_reason: z.string().nullable(),
    expires_at: z.iso.datetime(),
    downloads: z.int(),
    revision: z.int().min(1),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Export' })
export type Export = z.infer<typeof Export>

/** Newest first. */
export function listExports(
  ctx: { readonly db: Db },
  workspaceId: string,
  filter: { readonly state: ExportState | null; readonly before: string | null; readonly limit: number },
): Promise<ExportRow[]> {
  return ctx.db
    .select()
    .from(exports)
    .where(
      and(
        eq(exports.workspace_id, workspaceId),
        filter.state === null ? undefined : eq(exports.state, filter.state),
        filter.before === null ? undefined : lt(exports.id, filter.before),
      ),
    )
    .orderBy(desc(exports.id))
    .limit(filter.limit)
}

/** Throws `not_found`. With `isLocked`, it stays as it is until the end of the transaction. */
export async function getExport(
  db: Db,
  workspaceId: string,
  id: string,
  isLocked = false,
): Promise<ExportRow> {
  const found = db
    .select()
    .from(exports)
    .where(and(eq(exports.workspace_id, workspaceId), eq(exports.id, id)))
  const [row] = await (isLocked ? found.for('update') : found)
  if (row === undefined) throw new NotFoundError('export', id)
  return row
}

export function viewExport(row: ExportRow): Export {
  const { workspace_id: _scope, ...rest } = row
  return {
    ...rest,
    decided_at: row.decided_at?.toISOString() ?? null,
    expires_at: row.expires_at.toISOString(),
    created_at: row.created_at.toISOString(),
  }
}
