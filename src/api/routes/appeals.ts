import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import type { Caller } from '../../domain/actor.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { decideAppeal } from '../../moderation/decide-appeal.ts'
import { fileAppeal } from '../../moderation/file-appeal.ts'
import { Appeal, AppealState, listAppeals, maskAppeals } from '../../moderation/read-appeals.ts'
import { ArchiveQuery, readArchive } from '../archive-query.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const file = defineRoute('appeals:write', {
  method: 'post',
  path: '/v1/appeals',
  tags: ['moderation'],
  summary: "Object to what was decided about a message, on its author's behalf",
  request: {
    body: jsonBody(
      z.object({
        message_id: ResourceId,
        statement: textField(1, 5000).optional().describe("The author's own words"),
      }),
    ),
  },
  responses: { 201: json('The appeal', Appeal), ...NOT_FOUND, ...CONFLICT },
})

const list = defineRoute('appeals:read', {
  method: 'get',
  path: '/v1/appeals',
  tags: ['moderation'],
  summary: 'List appeals, newest first',
  request: { query: PageQuery.extend({ ...ArchiveQuery.shape, state: AppealState.optional() }) },
  responses: { 200: json('Appeals', pageOf(Appeal)) },
})

const decide = defineRoute('appeals:write', {
  method: 'post',
  path: '/v1/appeals/{id}/decision',
  tags: ['moderation'],
  summary: 'Decide an appeal, as a member who had no hand in what it is about',
  request: {
    params: z.object({ id: ResourceId }),
    body: jsonBody(
      z.object({
        state: AppealState.exclude(['open']).describe('upheld: what was decided stays'),
        reason: textField(1, 1000),
      }),
    ),
  },
  responses: { 200: json('The decided appeal', Appeal), ...NOT_FOUND, ...CONFLICT },
})

export function appealRoutes(ctx: Context) {
  return newRoutes()
    .openapi(file, async (c) => {
      const { message_id, statement = null } = c.req.valid('json')
      const appeal = await fileAppeal(ctx, c.get('caller'), { message_id, statement })
      return c.json(await maskOne(ctx, c.get('caller'), appeal), 201)
    })
    .openapi(list, async (c) => {
      const { limit, cursor, state, archived } = c.req.valid('query')
      const filter = { state: state ?? null, before: readCursor(cursor), limit: limit + 1 }
      const archive = await readArchive(ctx, c, 'conversations', archived)
      const rows = await listAppeals(ctx, c.get('caller').workspaceId, filter, archive)
      return c.json(
        toPage(await maskAppeals(ctx, c.get('caller').workspaceId, rows), limit, (row) => row.id),
        200,
      )
    })
    .openapi(decide, async (c) => {
      const { id } = c.req.valid('param')
      const appeal = await decideAppeal(ctx, c.get('caller'), id, c.req.valid('json'))
      return c.json(await maskOne(ctx, c.get('caller'), appeal), 200)
    })
}

async function maskOne(ctx: Context, caller: Caller, appeal: Appeal): Promise<Appeal> {
  const [masked] = await maskAppeals(ctx, caller.workspaceId, [appeal])
  return masked!
}
