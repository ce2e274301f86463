import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../db/append-audit.ts'
import type { Db } from '../db/database.ts'
import { knowledgeImports } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { NotFoundError } from '../errors.ts'
import { IMPORT_FORMATS, type ImportFormat } from './read-import-rows.ts'

export type ImportRecord = typeof knowledgeImports.$inferSelect

export const Import = z
  .object({
    id: z.string(),
    format: z.enum(IMPORT_FORMATS),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    total: z.int().describe('Rows in the file; 0 until it was read'),
    processed: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    errors: z.array(
      z.object({ row: z.int().describe('Line in the file'), pointer: z.string(), detail: z.string() }),
    ),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>

interface ImportContext {
  readonly db: Db
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
  readonly wake: (what: 'imports') => void
}

/** Takes a file of entries; it is worked on in the background. */
export async function startImport(
  ctx: ImportContext,
  caller: Caller,
  file: { readonly format: ImportFormat; readonly source: string },
): Promise<Import> {
  const row = await ctx.db.transaction(async (tx) => {
    const [made] = await tx
      .insert(knowledgeImports)
      .values({
        id: ctx.newId('imp'),
        workspace_id: caller.workspaceId,
        format: file.format,
        state: 'queued',
        source: file.source,
        created_by: caller.actor,
        created_at: ctx.clock(),
      })
      .returning()
    await appendAudit(ctx, tx, caller, 'kb.import_started', made!.id, { format: file.format })
    return made!
  })
  ctx.wake('imports')
  return viewImport(row)
}

/** Throws `not_found`. */
export async function getImport(ctx: { readonly db: Db }, workspaceId: string, id: string): Promise<Import> {
  const [row] = await ctx.db
    .select()
    .from(knowledgeImports)
    .where(and(eq(knowledgeImports.workspace_id, workspaceId), eq(knowledgeImports.id, id)))
  if (row === undefined) throw new NotFoundError('import', id)
  return viewImport(row)
}

/** Newest first. */
export async function listImports(
  ctx: { readonly db: Db },
  workspaceId: string,
  before: string | null,
  limit: number,
): Promise<Import[]> {
  const rows = await ctx.db
    .select()
    .from(knowledgeImports)
    .where(
      and(
        eq(knowledgeImports.workspace_id, workspaceId),
        before === null ? undefined : lt(knowledgeImports.id, before),
      ),
    )
    .orderBy(desc(knowledgeImports.id))
    .limit(limit)
  return rows.map(viewImport)
}

function viewImport(row: ImportRecord): Import {
  return {
    id: row.id,
    format: row.format,
    state: row.state,
    total: row.total,
    processed: row.processed,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    errors: row.errors,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}
