import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { Conflict, ConflictState } from '../../domain/knowledge-conflict.ts'
import { Gap, GapState } from '../../domain/knowledge-gap.ts'
import { ResourceId } from '../../domain/text.ts'
import { dismissConflict, listConflicts } from '../../knowledge/read-conflicts.ts'
import { decideGap, type GapPosition, getGap, listGaps, requestRefresh } from '../../upkeep/read-gaps.ts'
import { CONFLICT, defineRoute, json, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { foreignCursor, PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const Headers = z.object({ 'if-match': z.string().optional() })

const conflicts = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/conflicts',
  tags: ['knowledge'],
  summary: 'List pairs of entries that answer one question',
  description: 'Contradictions and near-duplicates, found when an entry is saved.',
  request: { query: PageQuery.extend({ state: ConflictState.default('open') }) },
  responses: { 200: json('The pairs', pageOf(Conflict)) },
})

const dismiss = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/conflicts/{id}/dismiss',
  tags: ['knowledge'],
  summary: 'Say that both entries may stay as they are',
  description: 'It comes back when the entries come to differ in something else.',
  request: { params: Params, headers: Headers },
  responses: { 200: json('The pair', Conflict), ...NOT_FOUND, ...STALE },
})

const gaps = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/gaps',
  tags: ['knowledge'],
  summary: 'List questions that many ask and nothing answers, most asked first',
  description: 'Gathered once an hour over the last 30 days. Personal data are placeholders.',
  request: { query: PageQuery.extend({ state: GapState.default('open') }) },
  responses: { 200: json('The gaps', pageOf(Gap)) },
})

const gap = defineRoute('kb:read', {
  method: 'get',
  path: '/v1/kb/gaps/{id}',
  tags: ['knowledge'],
  summary: 'Read a gap',
  request: { params: Params },
  responses: { 200: json('The gap', Gap), ...NOT_FOUND },
})

const refresh = defineRoute('kb:write', {
  method: 'post',
  path: '/v1/kb/gaps/refresh',
  tags: ['knowledge'],
  summary: 'Gather gaps now',
  description: 'It happens in the background, within seconds.',
  responses: {
    202: json(
      'Asked for',
      z.object({ refreshed_at: z.iso.datetime().nullable().describe('When it was last done') }),
    ),
  },
})

const decide = <N extends 'dismiss' | 'reopen'>(name: N, summary: string) =>
  defineRoute('kb:write', {
    method: 'post',
    path: `/v1/kb/gaps/{id}/${name}` as `/v1/kb/gaps/{id}/${N}`,
    tags: ['knowledge'],
    summary,
    request: { params: Params, headers: Headers },
    responses: { 200: json('The gap', Gap), ...NOT_FOUND, ...CONFLICT, ...STALE },
  })
const dismissGap = decide('dismiss', 'Say that no entry is wanted for a gap')
const reopenGap = decide('reopen', 'Take back that no entry is wanted')

/** What the knowledge lacks and where it disagrees with itself. */
export function knowledgeUpkeepRoutes(ctx: Context) {
  return newRoutes()
    .openapi(conflicts, async (c) => {
      const { limit, cursor, state } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const rows = await listConflicts(ctx, workspaceId, { state }, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(dismiss, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const conflict = await dismissConflict(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(conflict.revision))
      return c.json(conflict, 200)
    })
    .openapi(gaps, async (c) => {
      const { limit, cursor, state } = c.req.valid('query')
      const rows = await listGaps(ctx, c.get('caller').workspaceId, state, readPosition(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => `${row.questions} ${row.id}`),
        200,
      )
    })
    .openapi(refresh, async (c) => c.json(await requestRefresh(ctx, c.get('caller').workspaceId), 202))
    .openapi(gap, async (c) => {
      const found = await getGap(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(found.revision))
      return c.json(found, 200)
    })
    .openapi(dismissGap, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const changed = await decideGap(ctx, c.get('caller'), c.req.valid('param').id, revision, 'dismissed')
      c.header('etag', entityTag(changed.revision))
      return c.json(changed, 200)
    })
    .openapi(reopenGap, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const changed = await decideGap(ctx, c.get('caller'), c.req.valid('param').id, revision, 'open')
      c.header('etag', entityTag(changed.revision))
      return c.json(changed, 200)
    })
}

/** The place of a gap in the order by questions. Throws `invalid_request` for a cursor that this API did not give. */
function readPosition(cursor: string | undefined): GapPosition | null {
  const position = readCursor(cursor)
  if (position === null) return null
  const [, questions, id] = /^(\d{1,9}) (\S+)$/.exec(position) ?? []
  if (id === undefined) throw foreignCursor()
  return { questions: Number(questions), id }
}
