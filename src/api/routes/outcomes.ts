import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { noteOutcome } from '../../desk/note-outcome.ts'
import { Outcome, OutcomeInput } from '../../domain/outcome.ts'
import { ResourceId } from '../../domain/text.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { readIfMatch } from '../entity-tag.ts'

const create = defineRoute('threads:write', {
  method: 'post',
  path: '/v1/threads/{id}/outcome',
  tags: ['threads'],
  summary: 'Say what came of a conversation: a sale and its value, a lead, churn',
  description:
    'Whoever holds the thread, and also after it was resolved. The same `external_id` again changes nothing.',
  request: {
    params: z.object({ id: ResourceId }),
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonBody(OutcomeInput),
  },
  responses: { 200: json('The outcome', Outcome), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

export function outcomeRoutes(ctx: Context) {
  return newRoutes().openapi(create, async (c) => {
    const revision = readIfMatch(c.req.valid('header')['if-match'])
    const { id } = c.req.valid('param')
    return c.json(await noteOutcome(ctx, c.get('caller'), id, revision, c.req.valid('json')), 200)
  })
}
