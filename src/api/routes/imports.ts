import { z } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../../context.ts'
import { decodeText } from '../../domain/decode-text.ts'
import { cleanText, ResourceId } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { formatOfName, type ImportFormat } from '../../knowledge/read-import-rows.ts'
import { getImport, Import, listImports, startImport } from '../../knowledge/start-import.ts'
import type { AppEnv } from '../app-env.ts'
import { defineRoute, json, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })

const FORMATS = new Map<string, ImportFormat>([
  ['text/csv', 'csv'],
  ['application/x-ndjson', 'jsonl'],
  ['text/markdown', 'markdown'],
])

/** The file itself, which readFile reads as text whatever its type. */
const file = { schema: z.any().openapi({ type: 'string' }) }
const post = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/imports',
  tags: ['knowledge'],
  summary: 'Import a file of entries in the background',
  description:
    'The body is the file: CSV (columns external_id, question, answer, variants, language, tags and those of `GET /v1/kb/export`; the first line names them, in English, Portuguese or Spanish; commas, semicolons or tabs separate them; several variants or tags are parted by `|`, and quoted where they hold one), JSONL or Markdown (a heading is a question, the text under it the answer); or a form with the file as `file`. 25 MiB at most.',
  request: {
    body: {
      // The content types exclude each other, so that none of them is required by itself: readFile names what is missing.
      required: false,
      content: {
        'text/csv': file,
        'application/x-ndjson': file,
        'text/markdown': file,
        'multipart/form-data': {
          schema: z.object({ file: z.any().openapi({ type: 'string', format: 'binary' }) }),
        },
      },
    },
  },
  responses: { 202: json('The import, which goes on in the background', Import) },
})
const list = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/imports',
  tags: ['knowledge'],
  summary: 'List imports, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Imports', pageOf(Import)) },
})

const get = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/imports/{id}',
  tags: ['knowledge'],
  summary: 'How far an import is, with each bad row',
  request: { params: Params },
  responses: { 200: json('The import', Import), ...NOT_FOUND },
})

export function importRoutes(ctx: Context) {
  return newRoutes()
    .openapi(post, async (c) => {
      const started = await startImport(ctx, c.get('caller'), await readFile(c))
      return c.json(started, 202, { location: `/v1/kb/imports/${started.id}` })
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listImports(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(get, async (c) => {
      return c.json(await getImport(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200)
    })
}

/** The uploaded file and its format. Throws `unsupported_media_type`, or `invalid_request` for an empty one. */
async function readFile(c: HonoContext<AppEnv>): Promise<{ format: ImportFormat; source: string }> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  const [format, content] =
    type === 'multipart/form-data'
      ? await readForm(c)
      : [FORMATS.get(type), decodeText(await c.req.arrayBuffer())]
  if (format === undefined) {
    throw new AppError(
      'unsupported_media_type',
      'Send text/csv, application/x-ndjson, text/markdown, or such a file as a form',
    )
  }
  if (content.trim() === '') throw new AppError('invalid_request', 'The file is empty')
  return { format, source: cleanText(content) }
}

async function readForm(c: HonoContext<AppEnv>): Promise<[ImportFormat | undefined, string]> {
  const { file: uploaded } = await c.req.parseBody()
  if (!(uploaded instanceof File)) {
    throw new AppError('invalid_request', 'The form has no file', {
      errors: [{ pointer: '/file', detail: 'is needed' }],
    })
  }
  return [formatOfName(uploaded.name), decodeText(await uploaded.arrayBuffer())]
}
