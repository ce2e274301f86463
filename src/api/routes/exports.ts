import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ExportDocument, ExportState } from '../../domain/export.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { changeExport, decideExport, requestExport } from '../../privacy/change-export.ts'
import { Export, getExport, listExports, viewExport } from '../../privacy/read-exports.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'
import { assertMayExport, sendExport } from '../send-export.ts'

const Params = z.object({ id: ResourceId })
/** What is approved is what was read, so the copy has to be named. */
const NeedsMatch = z.object({
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'must be the ETag of the copy that you read')
    .describe('The ETag of the copy that you read'),
})
const revisionOf = (header: { 'if-match': string }) => Number(header['if-match'].slice(1, -1))

const list = defineRoute('exports:read', {
  method: 'get',
  path: '/v1/exports',
  tags: ['privacy'],
  summary: 'Exports that somebody asked for, newest first',
  request: { query: PageQuery.extend({ state: ExportState.optional() }) },
  responses: { 200: json('Exports', pageOf(Export)) },
})

const get = defineRoute('exports:read', {
  method: 'get',
  path: '/v1/exports/{id}',
  tags: ['privacy'],
  summary: 'Read what somebody asks to take out, and what was said to it',
  request: { params: Params },
  responses: { 200: json('The export', Export), ...NOT_FOUND },
})

const post = defineRoute('exports:write', {
  method: 'post',
  path: '/v1/exports',
  tags: ['privacy'],
  summary: 'Ask to take threads, contacts or messages out in bulk',
  description:
    'A member asks and another one approves; personal data is masked unless the request says otherwise.',
  request: { body: jsonBody(ExportDocument) },
  responses: { 201: json('The export, which waits for somebody else', Export) },
})

const put = defineRoute('exports:write', {
  method: 'put',
  path: '/v1/exports/{id}',
  tags: ['privacy'],
  summary: 'Change what you ask for, as long as nobody answered',
  request: { params: Params, headers: NeedsMatch, body: jsonBody(ExportDocument) },
  responses: { 200: json('The export', Export), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const approve = defineRoute('exports:approve', {
  method: 'post',
  path: '/v1/exports/{id}/approve',
  tags: ['privacy'],
  summary: "Let somebody else's export go; it can be fetched for a day",
  request: { params: Params, headers: NeedsMatch },
  responses: { 200: json('The export', Export), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const reject = defineRoute('exports:approve', {
  method: 'post',
  path: '/v1/exports/{id}/reject',
  tags: ['privacy'],
  summary: "Refuse somebody else's export",
  request: { params: Params, headers: NeedsMatch, body: jsonBody(z.object({ reason: textField(1, 1000) })) },
  responses: { 200: json('The export', Export), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const download = defineRoute('exports:write', {
  method: 'get',
  path: '/v1/exports/{id}/download',
  tags: ['privacy'],
  summary: 'Fetch an approved export that you asked for; on record each time',
  description: 'Streamed. In CSV, what a spreadsheet would run as a formula begins with an apostrophe.',
  request: { params: Params },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': { schema: z.string() },
        'application/x-ndjson': { schema: z.string() },
      },
    },
    ...NOT_FOUND,
    ...CONFLICT,
  },
})

export function exportRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, state = null } = c.req.valid('query')
      const filter = { state, before: readCursor(cursor), limit: limit + 1 }
      const rows = await listExports(ctx, c.get('caller').workspaceId, filter)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewExport) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getExport(ctx.db, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(row.revision))
      return c.json(viewExport(row), 200)
    })
    .openapi(post, async (c) => {
      const document = c.req.valid('json')
      assertMayExport(document, c.get('scopes'))
      const row = await requestExport(ctx, c.get('caller'), document)
      c.header('etag', entityTag(row.revision))
      return c.json(viewExport(row), 201, { location: `/v1/exports/${row.id}` })
    })
    .openapi(put, async (c) => {
      const document = c.req.valid('json')
      assertMayExport(document, c.get('scopes'))
      const revision = revisionOf(c.req.valid('header'))
      const row = await changeExport(ctx, c.get('caller'), c.req.valid('param').id, revision, document)
      c.header('etag', entityTag(row.revision))
      return c.json(viewExport(row), 200)
    })
    .openapi(approve, async (c) => {
      const revision = revisionOf(c.req.valid('header'))
      const input = { state: 'approved' as const, reason: null }
      const row = await decideExport(ctx, c.get('caller'), c.req.valid('param').id, revision, input)
      c.header('etag', entityTag(row.revision))
      return c.json(viewExport(row), 200)
    })
    .openapi(reject, async (c) => {
      const revision = revisionOf(c.req.valid('header'))
      const input = { state: 'rejected' as const, reason: c.req.valid('json').reason }
      const row = await decideExport(ctx, c.get('caller'), c.req.valid('param').id, revision, input)
      c.header('etag', entityTag(row.revision))
      return c.json(viewExport(row), 200)
    })
    .openapi(download, (c) => sendExport(ctx, c.get('caller'), c.get('scopes'), c.req.valid('param').id))
}
