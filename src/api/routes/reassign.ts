import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { reassignThreads } from '../../desk/reassign-threads.ts'
import { Reassigned, ReassignInput } from '../../domain/reassignment.ts'
import { defineRoute, json, jsonBody, newRoutes } from '../define-route.ts'

const reassign = defineRoute('threads:assign', {
  method: 'post',
  path: '/v1/threads/reassign',
  tags: ['threads'],
  summary: 'Give many threads to a member or a queue',
  description:
    'Up to 500, named or chosen by a filter; each has its own result. What somebody else holds stays with them unless it is forced.',
  request: { body: jsonBody(ReassignInput) },
  responses: { 200: json('What became of each', Reassigned) },
})

export function reassignRoutes(ctx: Context) {
  return newRoutes().openapi(reassign, async (c) => {
    const mayForce = hasScope(c.get('scopes'), 'threads:force')
    return c.json(await reassignThreads(ctx, c.get('caller'), c.req.valid('json'), mayForce), 200)
  })
}
