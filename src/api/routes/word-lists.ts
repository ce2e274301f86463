import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import {
  createWordList,
  deleteWordList,
  listWordLists,
  replaceWordList,
  WordList,
  WordListInput,
} from '../../moderation/change-word-lists.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })

const list = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/word-lists',
  tags: ['moderation'],
  summary: 'List word lists, oldest first',
  request: { query: PageQuery },
  responses: { 200: json('Word lists', pageOf(WordList)) },
})

const create = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/word-lists',
  tags: ['moderation'],
  summary: 'Watch for words or phrases',
  description:
    'A list does nothing by itself: a rule of the policy names it. Accents, case, spacing and digits for letters do not hide a word.',
  request: { body: jsonBody(WordListInput) },
  responses: { 201: json('The new list', WordList), ...CONFLICT },
})

const replace = defineRoute('moderation:write', {
  method: 'put',
  path: '/v1/word-lists/{id}',
  tags: ['moderation'],
  summary: 'Replace a word list',
  request: { params: Params, body: jsonBody(WordListInput) },
  responses: { 200: json('The changed list', WordList), ...NOT_FOUND, ...CONFLICT },
})

const remove = defineRoute('moderation:write', {
  method: 'delete',
  path: '/v1/word-lists/{id}',
  tags: ['moderation'],
  summary: 'Delete a word list',
  request: { params: Params },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND },
})

export function wordListRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listWordLists(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(create, async (c) =>
      c.json(await createWordList(ctx, c.get('caller'), c.req.valid('json')), 201),
    )
    .openapi(replace, async (c) =>
      c.json(await replaceWordList(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(remove, async (c) => {
      await deleteWordList(ctx, c.get('caller'), c.req.valid('param').id)
      return c.body(null, 204)
    })
}
