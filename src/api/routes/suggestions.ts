import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { AcceptInput, Suggestion, SuggestionState } from '../../domain/knowledge-suggestion.ts'
import { ResourceId } from '../../domain/text.ts'
import { acceptSuggestion, listSuggestions, rejectSuggestion } from '../../upkeep/decide-suggestion.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const Headers = z.object({ 'if-match': z.string().optional() })

const list = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/suggestions',
  tags: ['knowledge'],
  summary: "List entries and wordings that people's own replies propose",
  request: { query: PageQuery.extend({ state: SuggestionState.default('open') }) },
  responses: { 200: json('The suggestions', pageOf(Suggestion)) },
})

const accept = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/suggestions/{id}/accept',
  tags: ['knowledge'],
  summary: 'Take a suggestion into the knowledge, as it is or in other words',
  request: { params: Params, headers: Headers, body: { ...jsonBody(AcceptInput), required: false } },
  responses: { 200: json('The suggestion', Suggestion), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const reject = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/suggestions/{id}/reject',
  tags: ['knowledge'],
  summary: 'Turn a suggestion down: it is not made again',
  request: { params: Params, headers: Headers },
  responses: { 200: json('The suggestion', Suggestion), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

export function suggestionRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, state } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const rows = await listSuggestions(ctx, workspaceId, state, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(accept, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const input = AcceptInput.parse(c.req.valid('json') ?? {})
      const taken = await acceptSuggestion(ctx, c.get('caller'), c.req.valid('param').id, revision, input)
      c.header('etag', entityTag(taken.revision))
      return c.json(taken, 200)
    })
    .openapi(reject, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const rejected = await rejectSuggestion(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(rejected.revision))
      return c.json(rejected, 200)
    })
}
