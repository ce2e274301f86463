import { z } from '@hono/zod-openapi'
import { detectLanguage } from '../../classifier/detect-language.ts'
import type { Context } from '../../context.ts'
import { Entry, EntryInput, SavedEntries } from '../../domain/knowledge-entry.ts'
import { baseLanguage } from '../../domain/language.ts'
import { Passage } from '../../domain/passage.ts'
import { ExternalId, textField } from '../../domain/text.ts'
import { forWorkspace } from '../../inference/for-workspace.ts'
import { deleteEntry } from '../../knowledge/delete-entry.ts'
import { Embedding, readEmbedding } from '../../knowledge/read-embedding.ts'
import { getEntry, listEntries, viewEntry } from '../../knowledge/read-entries.ts'
import { saveEntries } from '../../knowledge/save-entries.ts'
import { searchPassages } from '../../knowledge/search-passages.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ExternalId.describe("Recado's id or the workspace's own") })

const put = defineRoute('kb:write', {
  method: 'put',
  path: '/v1/kb/entries',
  tags: ['knowledge'],
  summary: 'Create or change entries by external_id',
  description: 'Others are left alone. Good rows are stored beside bad ones, which are named in `errors`.',
  request: {
    // Rows are parsed one by one, so that a bad row stops no other; the document still shows their shape.
    body: jsonBody(
      z.object({
        entries: z
          .array(z.unknown())
          .max(1000)
          .openapi({ type: 'array', items: { $ref: '#/components/schemas/EntryInput' }, maxItems: 1000 }),
      }),
    ),
  },
  responses: { 200: json('What was stored, what was not, and what disagrees', SavedEntries) },
})

const list = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/entries',
  tags: ['knowledge'],
  summary: 'List entries',
  request: {
    query: PageQuery.extend({
      collection: textField(1, 100).optional(),
      due: z
        .enum(['review', 'expired'])
        .optional()
        .describe('Only entries whose date of review is over, or that are no longer valid'),
    }),
  },
  responses: { 200: json('Entries', pageOf(Entry)) },
})

const get = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/entries/{id}',
  tags: ['knowledge'],
  summary: 'Read an entry by either id',
  request: { params: Params },
  responses: { 200: json('The entry', Entry), ...NOT_FOUND },
})

const remove = defineRoute('kb:write', {
  method: 'delete',
  path: '/v1/kb/entries/{id}',
  tags: ['knowledge'],
  summary: 'Delete an entry by either id',
  request: { params: Params },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND },
})

const embedding = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/embedding',
  tags: ['knowledge'],
  summary: 'Which embedder searches, and how far a new one is',
  description:
    "After the workspace's embedder was changed, search goes on with the old vectors until every entry has its new ones.",
  responses: { 200: json('The embedder in use, and the one to follow', Embedding) },
})

const search = defineRoute('kb:read', {
  method: 'post',
  path: '/v1/kb/search',
  tags: ['knowledge'],
  summary: 'What the knowledge says to a query, best first',
  request: {
    body: jsonBody(
      z.object({
        query: textField(1, 10_000),
        limit: z.int().min(1).max(50).default(5),
        language: z.string().max(35).optional().describe('BCP 47; told from the query where it is absent'),
      }),
    ),
  },
  responses: {
    200: json(
      'Entries with the probability that each answers the query',
      z.object({ data: z.array(Passage) }),
    ),
  },
})

export function knowledgeRoutes(ctx: Context) {
  const routes = newRoutes()
  // A schema with an id comes as a reference into `$defs`, which would lead nowhere in the document.
  const { $defs } = z.toJSONSchema(EntryInput, { io: 'input', unrepresentable: 'any' })
  routes.openAPIRegistry.registerComponent('schemas', 'EntryInput', $defs!.EntryInput as object)
  return routes
    .openapi(put, async (c) =>
      c.json(await saveEntries(ctx, c.get('caller'), c.req.valid('json').entries), 200),
    )
    .openapi(list, async (c) => {
      const { limit, cursor, collection, due } = c.req.valid('query')
      const filter = { collection, due: due === undefined ? undefined : { kind: due, at: ctx.clock() } }
      const { workspaceId } = c.get('caller')
      const rows = await listEntries(ctx, workspaceId, filter, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewEntry) }, 200)
    })
    .openapi(get, async (c) => {
      return c.json(viewEntry(await getEntry(ctx, c.get('caller').workspaceId, c.req.valid('param').id)), 200)
    })
    .openapi(remove, async (c) => {
      await deleteEntry(ctx, c.get('caller'), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(embedding, async (c) => c.json(await readEmbedding(ctx, c.get('caller').workspaceId), 200))
    .openapi(search, async (c) => {
      const { query, limit, language } = c.req.valid('json')
      const hint = language === undefined ? null : baseLanguage(language)
      const tag = hint ?? detectLanguage(query, null).tag
      const { workspaceId } = c.get('caller')
      const own = await forWorkspace(ctx, workspaceId)
      const [found] = await searchPassages(own, workspaceId, [{ text: query, language: tag, limit }])
      return c.json({ data: found! }, 200)
    })
}
