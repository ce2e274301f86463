import { PassThrough, pipeline, Readable } from 'node:stream'
import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ExternalId } from '../../domain/text.ts'
import { EXPORT_FORMATS, type ExportFormat, exportEntries } from '../../knowledge/export-entries.ts'
import { listCollections } from '../../knowledge/read-entries.ts'
import { EntryUsage, readUsage, USAGE_FILTERS } from '../../knowledge/read-usage.ts'
import { EntryEdit, EntryPreview, previewEntry } from '../../upkeep/preview-entry.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const DAY_MS = 86_400_000

const preview = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/entries/{id}/preview',
  tags: ['knowledge'],
  summary: 'What an edit would change, before it is saved',
  description:
    'Recent questions are asked of the knowledge as it is and as it would be. Stores nothing. An id that is not there is a new entry.',
  request: { params: z.object({ id: ExternalId }), body: jsonBody(EntryEdit) },
  responses: { 200: json('What would be answered differently', EntryPreview), ...NOT_FOUND },
})

const usage = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/usage',
  tags: ['knowledge'],
  summary: 'Which entries are used, edited away, or never found',
  request: {
    query: PageQuery.extend({
      days: z.coerce.number().int().min(1).max(92).default(30),
      which: z.enum(USAGE_FILTERS).default('all'),
    }),
  },
  responses: { 200: json('The entries', pageOf(EntryUsage)) },
})

const collections = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/collections',
  tags: ['knowledge'],
  summary: 'List the collections that entries are in',
  responses: {
    200: json(
      'The collections',
      z.object({ data: z.array(z.object({ name: z.string(), entries: z.int() })) }),
    ),
  },
})

const TYPES = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
} as const satisfies Record<ExportFormat, string>

const exported = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/export',
  tags: ['knowledge'],
  summary: 'All entries as a file',
  description:
    'CSV and JSONL as `POST /v1/kb/imports` takes them back, JSON as `PUT /v1/kb/entries` does. Streamed. In CSV, what a spreadsheet would run as a formula begins with an apostrophe.',
  request: { query: z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }) },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': { schema: z.string() },
        'application/json': { schema: z.object({ entries: z.array(z.unknown()) }) },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
})

/** How the knowledge fares, and what would come of changes to it. */
export function knowledgeCareRoutes(ctx: Context) {
  return newRoutes()
    .openapi(preview, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await previewEntry(ctx, c.get('caller').workspaceId, id, c.req.valid('json')), 200)
    })
    .openapi(usage, async (c) => {
      const { limit, cursor, days, which } = c.req.valid('query')
      const since = new Date(ctx.clock().getTime() - days * DAY_MS)
      const asked = { since, filter: which }
      const rows = await readUsage(ctx, c.get('caller').workspaceId, asked, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.entry_id),
        200,
      )
    })
    .openapi(collections, async (c) =>
      c.json({ data: await listCollections(ctx, c.get('caller').workspaceId) }, 200),
    )
    .openapi(exported, (c) => {
      const { format } = c.req.valid('query')
      // A failure breaks the answer off, so that nobody takes half a file for the whole.
      const body = new PassThrough()
      pipeline(Readable.from(exportEntries(ctx, c.get('caller').workspaceId, format)), body, (error) => {
        if (error) ctx.logger.error({ err: error.name }, 'an export of the knowledge broke off')
      })
      return c.body(Readable.toWeb(body) as ReadableStream, 200, {
        'content-type': `${TYPES[format]}; charset=utf-8`,
        'content-disposition': `attachment; filename="knowledge.${format}"`,
      })
    })
}
