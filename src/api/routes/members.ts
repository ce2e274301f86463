import { z } from '@hono/zod-openapi'
import { changeMember, deactivateMember, reactivateMember, setPresence } from '../../access/change-member.ts'
import { createMember } from '../../access/create-member.ts'
import { getMember, listMembers } from '../../access/read-members.ts'
import { assertMayGrant, hasScope, type Scope } from '../../access/scopes.ts'
import { viewMember } from '../../access/view-member.ts'
import type { Context } from '../../context.ts'
import { Member, MemberChange, MemberInput, MemberRole, Presence } from '../../domain/member.ts'
import { ResourceId } from '../../domain/text.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })

const post = defineRoute('members:write', {
  method: 'post',
  path: '/v1/members',
  tags: ['members'],
  summary: 'Make a person whose keys act in their name',
  description:
    'Nobody makes a member who may do more than themselves; docs/roles.md says what each role may.',
  request: { body: jsonBody(MemberInput) },
  responses: { 201: json('The member', Member), ...CONFLICT },
})

const list = defineRoute('members:read', {
  method: 'get',
  path: '/v1/members',
  tags: ['members'],
  summary: 'List members',
  request: {
    query: PageQuery.extend({
      role: MemberRole.optional(),
      presence: Presence.optional(),
      is_active: z.stringbool().optional().openapi({ type: 'boolean' }),
    }),
  },
  responses: { 200: json('Members', pageOf(Member)) },
})

const get = defineRoute('members:read', {
  method: 'get',
  path: '/v1/members/{id}',
  tags: ['members'],
  summary: 'Read a member',
  request: { params: Params },
  responses: { 200: json('The member', Member), ...NOT_FOUND },
})

const patch = defineRoute('members:write', {
  method: 'patch',
  path: '/v1/members/{id}',
  tags: ['members'],
  summary: 'Change a member; omitted fields keep their value',
  request: { params: Params, headers: IfMatch, body: jsonBody(MemberChange) },
  responses: { 200: json('The changed member', Member), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const deactivate = defineRoute('members:write', {
  method: 'post',
  path: '/v1/members/{id}/deactivate',
  tags: ['members'],
  summary: 'End what a member may do; their keys open nothing any more',
  request: { params: Params, headers: IfMatch },
  responses: { 200: json('The changed member', Member), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const reactivate = defineRoute('members:write', {
  method: 'post',
  path: '/v1/members/{id}/reactivate',
  tags: ['members'],
  summary: 'Let a deactivated member work again',
  request: { params: Params, headers: IfMatch },
  responses: { 200: json('The changed member', Member), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const putPresence = defineRoute('members:presence', {
  method: 'put',
  path: '/v1/members/{id}/presence',
  tags: ['members'],
  summary: 'Say whether a member is there: everybody of themselves, with members:write of others too',
  request: { params: Params, body: jsonBody(z.object({ presence: Presence })) },
  responses: { 200: json('The changed member', Member), ...NOT_FOUND, ...CONFLICT },
})

export function memberRoutes(ctx: Context) {
  const routes = newRoutes()
  addReads(routes, ctx)
  addChanges(routes, ctx)
  return routes
}

const granting = (own: readonly Scope[]) => (wanted: readonly Scope[]) => assertMayGrant(own, wanted)

function addReads(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(list, async (c) => {
      const { limit, cursor, role, presence, is_active } = c.req.valid('query')
      const filter = { role, presence, isActive: is_active, after: readCursor(cursor), limit: limit + 1 }
      const page = toPage(await listMembers(ctx, c.get('caller').workspaceId, filter), limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewMember) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getMember(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(row.revision))
      return c.json(viewMember(row), 200)
    })
}

function addChanges(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(post, async (c) => {
      const row = await createMember(ctx, c.get('caller'), c.req.valid('json'), granting(c.get('scopes')))
      c.header('location', `/v1/members/${row.id}`)
      c.header('etag', entityTag(row.revision))
      return c.json(viewMember(row), 201)
    })
    .openapi(patch, async (c) => {
      const { id } = c.req.valid('param')
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const mayGrant = granting(c.get('scopes'))
      const row = await changeMember(ctx, c.get('caller'), id, revision, c.req.valid('json'), mayGrant)
      c.header('etag', entityTag(row.revision))
      return c.json(viewMember(row), 200)
    })
    .openapi(putPresence, async (c) => {
      const { id } = c.req.valid('param')
      const mayChangeOthers = hasScope(c.get('scopes'), 'members:write')
      const row = await setPresence(ctx, c.get('caller'), id, c.req.valid('json').presence, mayChangeOthers)
      c.header('etag', entityTag(row.revision))
      return c.json(viewMember(row), 200)
    })
  for (const [route, verb] of [
    [deactivate, deactivateMember],
    [reactivate, reactivateMember],
  ] as const) {
    routes.openapi(route, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const mayGrant = granting(c.get('scopes'))
      const row = await verb(ctx, c.get('caller'), c.req.valid('param').id, revision, mayGrant)
      c.header('etag', entityTag(row.revision))
      return c.json(viewMember(row), 200)
    })
  }
}
