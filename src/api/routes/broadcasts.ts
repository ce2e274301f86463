import { z } from '@hono/zod-openapi'
import { cancelBroadcast, createBroadcast, startBroadcast } from '../../broadcasts/change-broadcast.ts'
import { checkBroadcast } from '../../broadcasts/check-broadcast.ts'
import { getBroadcast, listBroadcasts, viewBroadcast } from '../../broadcasts/read-broadcasts.ts'
import { readReport } from '../../broadcasts/read-report.ts'
import { reportResults } from '../../broadcasts/report-results.ts'
import type { Context } from '../../context.ts'
import {
  Broadcast,
  BroadcastCheck,
  BroadcastInput,
  BroadcastReport,
  SendReports,
} from '../../domain/broadcast.ts'
import { ResourceId } from '../../domain/text.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const Headers = z.object({ 'if-match': z.string().optional() })

const create = defineRoute('broadcasts:write', {
  method: 'post',
  path: '/v1/broadcasts',
  tags: ['broadcasts'],
  summary: 'Plan a broadcast of an approved template',
  request: { body: jsonBody(BroadcastInput) },
  responses: { 201: json('The plan', Broadcast), ...NOT_FOUND, ...CONFLICT },
})

const list = defineRoute('broadcasts:read', {
  method: 'get',
  path: '/v1/broadcasts',
  tags: ['broadcasts'],
  summary: 'List broadcasts, newest first',
  request: { query: PageQuery },
  responses: { 200: json('The broadcasts', pageOf(Broadcast)) },
})

const get = defineRoute('broadcasts:read', {
  method: 'get',
  path: '/v1/broadcasts/{id}',
  tags: ['broadcasts'],
  summary: 'Read a broadcast',
  request: { params: Params },
  responses: { 200: json('The broadcast', Broadcast), ...NOT_FOUND },
})

const check = defineRoute('broadcasts:read', {
  method: 'get',
  path: '/v1/broadcasts/{id}/check',
  tags: ['broadcasts'],
  summary: 'What would come of it, were it started now',
  request: { params: Params },
  responses: { 200: json('Who would get it', BroadcastCheck), ...NOT_FOUND, ...CONFLICT },
})

const verb = <N extends 'start' | 'cancel'>(name: N, summary: string) =>
  defineRoute('broadcasts:send', {
    method: 'post',
    path: `/v1/broadcasts/{id}/${name}` as `/v1/broadcasts/{id}/${N}`,
    tags: ['broadcasts'],
    summary,
    request: { params: Params, headers: Headers },
    responses: { 200: json('The broadcast', Broadcast), ...NOT_FOUND, ...CONFLICT, ...STALE },
  })
const start = verb('start', 'Let a plan begin: the pilot first')
const cancel = verb('cancel', 'End a broadcast where it is')

const results = defineRoute('broadcasts:write', {
  method: 'post',
  path: '/v1/broadcasts/{id}/results',
  tags: ['broadcasts'],
  summary: 'Say what became of messages that were asked for',
  description:
    'The last report of a message counts: one that was sent may turn out to have failed, and one that failed may be sent by a retry. A complaint stays.',
  request: { params: Params, body: jsonBody(SendReports) },
  responses: {
    200: json('How many were taken', z.object({ taken: z.int(), ignored: z.int() })),
    ...NOT_FOUND,
  },
})

const report = defineRoute('broadcasts:read', {
  method: 'get',
  path: '/v1/broadcasts/{id}/report',
  tags: ['broadcasts'],
  summary: 'What came of a broadcast within 48 hours',
  request: { params: Params },
  responses: { 200: json('The report', BroadcastReport), ...NOT_FOUND },
})

export function broadcastRoutes(ctx: Context) {
  return newRoutes()
    .openapi(create, async (c) => {
      const row = await createBroadcast(ctx, c.get('caller'), c.req.valid('json'))
      return c.json(viewBroadcast(row), 201, {
        location: `/v1/broadcasts/${row.id}`,
        etag: entityTag(row.revision),
      })
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listBroadcasts(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewBroadcast) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getBroadcast(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(row.revision))
      return c.json(viewBroadcast(row), 200)
    })
    .openapi(check, async (c) =>
      c.json(await checkBroadcast(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200),
    )
    .openapi(start, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const row = await startBroadcast(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(row.revision))
      return c.json(viewBroadcast(row), 200)
    })
    .openapi(cancel, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const row = await cancelBroadcast(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(row.revision))
      return c.json(viewBroadcast(row), 200)
    })
    .openapi(results, async (c) =>
      c.json(await reportResults(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(report, async (c) =>
      c.json(await readReport(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200),
    )
}
