import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { PolicyState } from '../../domain/policy-state.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { PolicyDocument } from '../../moderation/policy.ts'
import { decidePolicy, proposePolicy } from '../../moderation/propose-policy.ts'
import { getPolicy, listPolicies, PolicyVersion, viewPolicy } from '../../moderation/read-policies.ts'
import { PolicyCase, PolicyReport, testPolicy } from '../../pipeline/test-policy.ts'
import { CONFLICT, defineRoute, json, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId.describe('An id, or `active` for the policy that holds now') })

/** A body that people may write by hand. */
const documentBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema }, 'application/yaml': { schema } },
})

const list = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/policies',
  tags: ['moderation'],
  summary: "Versions of the workspace's moderation policy, newest first",
  request: { query: PageQuery.extend({ state: PolicyState.optional() }) },
  responses: { 200: json('Versions', pageOf(PolicyVersion)) },
})

const get = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/policies/{id}',
  tags: ['moderation'],
  summary: 'Read a version of the policy, or the one that holds now',
  request: { params: Params },
  responses: { 200: json('The version', PolicyVersion), ...NOT_FOUND },
})

const create = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/policies',
  tags: ['moderation'],
  summary: 'Store a new version of the policy, as JSON or YAML',
  description:
    'It holds from the next message on. Where the policy that holds now says `needs_second_person`, it is `pending` until another member has approved it.',
  request: { body: documentBody(PolicyDocument) },
  responses: { 201: json('The new version', PolicyVersion) },
})

const approve = defineRoute('policies:approve', {
  method: 'post',
  path: '/v1/policies/{id}/approve',
  tags: ['moderation'],
  summary: "Let somebody else's pending version hold",
  request: { params: Params },
  responses: { 200: json('The version, which holds now', PolicyVersion), ...NOT_FOUND, ...CONFLICT },
})

const reject = defineRoute('policies:approve', {
  method: 'post',
  path: '/v1/policies/{id}/reject',
  tags: ['moderation'],
  summary: "Reject somebody else's pending version",
  request: { params: Params, body: documentBody(z.object({ reason: textField(1, 1000) })) },
  responses: { 200: json('The rejected version', PolicyVersion), ...NOT_FOUND, ...CONFLICT },
})

const test = defineRoute('moderation:read', {
  method: 'post',
  path: '/v1/policies/{id}/test',
  tags: ['moderation'],
  summary: 'Say what a version would do with texts, and whether that is what you expect',
  description: 'Stores nothing. Signals that need a sender or a past are not examined.',
  request: { params: Params, body: documentBody(z.object({ cases: z.array(PolicyCase).min(1).max(100) })) },
  responses: { 200: json('One result a case, in order', PolicyReport), ...NOT_FOUND },
})

export function policyRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, state } = c.req.valid('query')
      const filter = { state: state ?? null, before: readCursor(cursor), limit: limit + 1 }
      const page = toPage(
        await listPolicies(ctx, c.get('caller').workspaceId, filter),
        limit,
        (row) => row.id,
      )
      return c.json({ ...page, data: page.data.map(viewPolicy) }, 200)
    })
    .openapi(get, async (c) =>
      c.json(await getPolicy(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200),
    )
    .openapi(create, async (c) => c.json(await proposePolicy(ctx, c.get('caller'), c.req.valid('json')), 201))
    .openapi(approve, async (c) => {
      const input = { state: 'active' as const, reason: null }
      return c.json(await decidePolicy(ctx, c.get('caller'), c.req.valid('param').id, input), 200)
    })
    .openapi(reject, async (c) => {
      const input = { state: 'rejected' as const, reason: c.req.valid('json').reason }
      return c.json(await decidePolicy(ctx, c.get('caller'), c.req.valid('param').id, input), 200)
    })
    .openapi(test, async (c) => {
      const { workspaceId } = c.get('caller')
      const { version, document } = await getPolicy(ctx, workspaceId, c.req.valid('param').id)
      const { cases } = c.req.valid('json')
      return c.json(await testPolicy(ctx, workspaceId, { version, document }, cases), 200)
    })
}
