import { Readable } from 'node:stream'
import { assertMayReadArchive, assertMayShow, type Scope } from '../access/scopes.ts'
import type { Context } from '../context.ts'
import type { Caller } from '../domain/actor.ts'
import type { ExportDocument } from '../domain/export.ts'
import { downloadExport } from '../privacy/download-export.ts'
import { getExport } from '../privacy/read-exports.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const

/** Streams an approved export as a file. Throws `forbidden` where it holds what the caller may not see. */
export async function sendExport(
  ctx: Context,
  caller: Caller,
  scopes: readonly Scope[],
  id: string,
): Promise<Response> {
  assertMayExport((await getExport(ctx.db, caller.workspaceId, id)).document, scopes)
  const { row, body } = await downloadExport(ctx, caller, id)
  const { kind, format } = row.document
  return new Response(Readable.toWeb(body) as ReadableStream, {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${kind}-${id}.${format}"`,
      'cache-control': 'no-store',
    },
  })
}

/** Nobody takes out what they may not see. Throws `forbidden`. */
export function assertMayExport(document: ExportDocument, scopes: readonly Scope[]): void {
  assertMayShow(document.personal_data === 'shown', scopes)
  assertMayReadArchive(document.with_archived, scopes)
}
