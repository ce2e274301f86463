import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { putRoutingRules } from '../../desk/put-routing-rules.ts'
import { listRoutingVersions, readRoutingRules } from '../../desk/read-routing-rules.ts'
import { RoutingDocument, RoutingRules } from '../../domain/routing.ts'
import { DryRun, DryRunInput, dryRunRouting } from '../../pipeline/dry-run-routing.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readNumberCursor, toPage } from '../page.ts'

const get = defineRoute('routing:read', {
  method: 'get',
  path: '/v1/routing-rules',
  tags: ['routing'],
  summary: 'The rules by which threads get their queue, skills and priority',
  responses: { 200: json('The rules that hold', RoutingRules) },
})

const put = defineRoute('routing:write', {
  method: 'put',
  path: '/v1/routing-rules',
  tags: ['routing'],
  summary: 'Store a new version of the rules; it holds from the next turn on',
  request: {
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonBody(RoutingDocument),
  },
  responses: { 200: json('The rules that hold now', RoutingRules), ...STALE },
})

const versions = defineRoute('routing:read', {
  method: 'get',
  path: '/v1/routing-rules/versions',
  tags: ['routing'],
  summary: 'Every version that the rules ever had, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Versions', pageOf(RoutingRules)) },
})

const dryRun = defineRoute('routing:read', {
  method: 'post',
  path: '/v1/routing-rules/dry-run',
  tags: ['routing'],
  summary: 'Where a text or a thread would go, and why; nothing is moved',
  request: { body: jsonBody(DryRunInput) },
  responses: { 200: json('What the rules say of it', DryRun), ...NOT_FOUND, ...CONFLICT },
})

export function routingRoutes(ctx: Context) {
  return newRoutes()
    .openapi(get, async (c) => {
      const rules = await readRoutingRules(ctx.db, c.get('caller').workspaceId)
      c.header('etag', entityTag(rules.version))
      return c.json(rules, 200)
    })
    .openapi(put, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      const rules = await putRoutingRules(ctx, c.get('caller'), version, c.req.valid('json'))
      c.header('etag', entityTag(rules.version))
      return c.json(rules, 200)
    })
    .openapi(versions, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const before = readNumberCursor(cursor)
      const rows = await listRoutingVersions(ctx, c.get('caller').workspaceId, before, limit + 1)
      return c.json(
        toPage(rows, limit, (row) => String(row.version)),
        200,
      )
    })
    .openapi(dryRun, async (c) => {
      return c.json(await dryRunRouting(ctx, c.get('caller'), c.req.valid('json')), 200)
    })
}
