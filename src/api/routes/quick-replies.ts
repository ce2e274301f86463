import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { Language } from '../../domain/language.ts'
import { QuickReply, QuickReplyInput } from '../../domain/quick-reply.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import {
  changeQuickReply,
  createQuickReply,
  deleteQuickReply,
  getQuickReply,
  listQuickReplies,
} from '../../words/change-quick-replies.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const TAGS = ['quick replies']

const list = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/quick-replies',
  tags: TAGS,
  summary: "The team's words by shortcut, in the order in which they were made",
  request: {
    query: PageQuery.extend({
      language: Language.optional(),
      category: textField(1, 50).optional(),
      shortcut: textField(1, 50).optional().describe('Shortcuts that begin so'),
    }),
  },
  responses: { 200: json('Quick replies', pageOf(QuickReply)) },
})

const create = defineRoute('quick_replies:write', {
  method: 'post',
  path: '/v1/quick-replies',
  tags: TAGS,
  summary: 'Share words with the team',
  request: { body: jsonBody(QuickReplyInput) },
  responses: { 201: json('The quick reply', QuickReply), ...CONFLICT },
})

const get = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/quick-replies/{id}',
  tags: TAGS,
  summary: 'Read a quick reply',
  request: { params: Params },
  responses: { 200: json('The quick reply', QuickReply), ...NOT_FOUND },
})

const put = defineRoute('quick_replies:write', {
  method: 'put',
  path: '/v1/quick-replies/{id}',
  tags: TAGS,
  summary: 'Change a quick reply',
  request: { params: Params, headers: IfMatch, body: jsonBody(QuickReplyInput) },
  responses: { 200: json('The quick reply', QuickReply), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const remove = defineRoute('quick_replies:write', {
  method: 'delete',
  path: '/v1/quick-replies/{id}',
  tags: TAGS,
  summary: 'Delete a quick reply',
  request: { params: Params, headers: IfMatch },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND, ...STALE },
})

export function quickReplyRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, language, category, shortcut } = c.req.valid('query')
      const filter = { language: language ?? null, category: category ?? null, shortcut: shortcut ?? null }
      const page = { after: readCursor(cursor), limit: limit + 1 }
      const rows = await listQuickReplies(ctx, c.get('caller').workspaceId, { ...filter, ...page })
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(create, async (c) =>
      c.json(await createQuickReply(ctx, c.get('caller'), c.req.valid('json')), 201),
    )
    .openapi(get, async (c) => {
      const reply = await getQuickReply(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(reply.revision))
      return c.json(reply, 200)
    })
    .openapi(put, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const reply = await changeQuickReply(ctx, c.get('caller'), id, revision, c.req.valid('json'))
      c.header('etag', entityTag(reply.revision))
      return c.json(reply, 200)
    })
    .openapi(remove, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      await deleteQuickReply(ctx, c.get('caller'), c.req.valid('param').id, revision)
      return c.body(null, 204)
    })
}
