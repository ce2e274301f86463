import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import {
  getRequest,
  listRequests,
  openRequest,
  refuseRequest,
  verifyRequest,
} from '../../privacy/change-request.ts'
import { HoldInput, LegalHold, listHolds, releaseHold, setHold, viewHold } from '../../privacy/legal-holds.ts'
import { makeBundle } from '../../privacy/make-bundle.ts'
import {
  IdentityCheck,
  PrivacyRequest,
  Refusal,
  RequestInput,
  type RequestRow,
  viewRequest,
} from '../../privacy/privacy-request.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })

const post = defineRoute('privacy:write', {
  method: 'post',
  path: '/v1/privacy/requests',
  tags: ['privacy'],
  summary: 'A contact asks for their data, or that it goes; the clock starts',
  request: { body: jsonBody(RequestInput) },
  responses: { 201: json('The request', PrivacyRequest), ...NOT_FOUND },
})

const list = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/privacy/requests',
  tags: ['privacy'],
  summary: 'Requests, newest first',
  request: { query: PageQuery.extend({ open: z.stringbool().default(false).openapi({ type: 'boolean' }) }) },
  responses: { 200: json('Requests', pageOf(PrivacyRequest)) },
})

const get = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/privacy/requests/{id}',
  tags: ['privacy'],
  summary: 'Read a request with its deadline',
  request: { params: Params },
  responses: { 200: json('The request', PrivacyRequest), ...NOT_FOUND },
})

const verify = defineRoute('privacy:write', {
  method: 'post',
  path: '/v1/privacy/requests/{id}/verify',
  tags: ['privacy'],
  summary: 'The workspace made sure who asks: the request is carried out',
  request: { params: Params, headers: IfMatch, body: jsonBody(z.object({ method: IdentityCheck })) },
  responses: { 200: json('The request', PrivacyRequest), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const refuse = defineRoute('privacy:write', {
  method: 'post',
  path: '/v1/privacy/requests/{id}/refuse',
  tags: ['privacy'],
  summary: 'Refuse a request with a reason',
  request: { params: Params, headers: IfMatch, body: jsonBody(z.object({ reason: Refusal })) },
  responses: { 200: json('The request', PrivacyRequest), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const bundle = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/privacy/requests/{id}/bundle',
  tags: ['privacy'],
  summary: 'All that is kept of the contact, as JSON and CSV in a zip',
  request: { params: Params },
  responses: {
    200: {
      description: 'The bundle',
      content: { 'application/zip': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...NOT_FOUND,
    ...CONFLICT,
  },
})

const postHold = defineRoute('privacy:write', {
  method: 'post',
  path: '/v1/legal-holds',
  tags: ['privacy'],
  summary: 'Keep a contact, a thread or everything, whatever else says that it goes',
  request: { body: jsonBody(HoldInput) },
  responses: { 201: json('The hold', LegalHold), ...NOT_FOUND, ...CONFLICT },
})

const listHoldsRoute = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/legal-holds',
  tags: ['privacy'],
  summary: 'Legal holds, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Holds', pageOf(LegalHold)) },
})

const deleteHold = defineRoute('privacy:write', {
  method: 'delete',
  path: '/v1/legal-holds/{id}',
  tags: ['privacy'],
  summary: 'Release a legal hold; it stays in the list',
  request: { params: Params },
  responses: { 204: { description: 'Released' }, ...NOT_FOUND, ...CONFLICT },
})

export function privacyRoutes(ctx: Context) {
  const routes = newRoutes()
  const view = (row: RequestRow) => viewRequest(row, ctx.clock())
  routes
    .openapi(post, async (c) => {
      const row = await openRequest(ctx, c.get('caller'), c.req.valid('json'))
      c.header('etag', entityTag(row.revision))
      return c.json(view(row), 201, { location: `/v1/privacy/requests/${row.id}` })
    })
    .openapi(list, async (c) => {
      const { limit, cursor, open } = c.req.valid('query')
      const filter = { isOpen: open, before: readCursor(cursor), limit: limit + 1 }
      const page = toPage(
        await listRequests(ctx, c.get('caller').workspaceId, filter),
        limit,
        (row) => row.id,
      )
      return c.json({ ...page, data: page.data.map(view) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getRequest(ctx, c.get('caller'), c.req.valid('param').id)
      c.header('etag', entityTag(row.revision))
      return c.json(view(row), 200)
    })
    .openapi(verify, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { method } = c.req.valid('json')
      const row = await verifyRequest(ctx, c.get('caller'), c.req.valid('param').id, { method, revision })
      c.header('etag', entityTag(row.revision))
      return c.json(view(row), 200)
    })
    .openapi(refuse, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { reason } = c.req.valid('json')
      const row = await refuseRequest(ctx, c.get('caller'), c.req.valid('param').id, { reason, revision })
      c.header('etag', entityTag(row.revision))
      return c.json(view(row), 200)
    })
    .openapi(bundle, async (c) => {
      const { id } = c.req.valid('param')
      const zip = await makeBundle(ctx, c.get('caller'), id)
      return c.body(zip, 200, {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${id}.zip"`,
        'cache-control': 'no-store',
      })
    })
  addHoldRoutes(routes, ctx)
  return routes
}

function addHoldRoutes(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(postHold, async (c) =>
      c.json(viewHold(await setHold(ctx, c.get('caller'), c.req.valid('json'))), 201),
    )
    .openapi(listHoldsRoute, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listHolds(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewHold) }, 200)
    })
    .openapi(deleteHold, async (c) => {
      await releaseHold(ctx, c.get('caller'), c.req.valid('param').id)
      return c.body(null, 204)
    })
}
