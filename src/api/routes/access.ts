import { z } from '@hono/zod-openapi'
import { ApiKey, listKeys, revokeKey, rotateKey, viewKey } from '../../access/change-key.ts'
import {
  changeWorkspace,
  getWorkspace,
  listWorkspaces,
  viewWorkspace,
} from '../../access/change-workspace.ts'
import { createKey } from '../../access/create-key.ts'
import { createWorkspace } from '../../access/create-workspace.ts'
import { DEFAULT_WORKSPACE } from '../../access/ensure-default-workspace.ts'
import { isMember } from '../../access/read-members.ts'
import { assertMayGrant, SCOPES } from '../../access/scopes.ts'
import { givenSettings } from '../../access/workspace-settings.ts'
import type { Context } from '../../context.ts'
import { Instant } from '../../domain/instant.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { Workspace, WorkspaceSettingsInput } from '../../domain/workspace.ts'
import { AppError } from '../../errors.ts'
import { assertInstalled } from '../../inference/choose-models.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
/** A key whose secret is shown this once. */
const NewApiKey = ApiKey.extend({ key: z.string().describe('The secret; shown only now') }).meta({
  id: 'NewApiKey',
})

const postWorkspace = defineRoute('workspaces:write', {
  method: 'post',
  path: '/v1/workspaces',
  tags: ['access'],
  summary: 'Make a workspace with its first key',
  description:
    'Only keys of the workspace `default` may. A model that the installation lacks is 409 `not_configured`. The queue, calendar, service level and key that it starts with are named in Portuguese or Spanish where its time zone (`America/Sao_Paulo` unless given) speaks that, else in English.',
  request: {
    body: jsonBody(z.object({ name: textField(1, 200), settings: WorkspaceSettingsInput.optional() })),
  },
  responses: {
    201: json('The workspace and the secret of its first key', Workspace.extend({ api_key: NewApiKey })),
    ...CONFLICT,
  },
})

const listWorkspacesRoute = defineRoute('workspaces:read', {
  method: 'get',
  path: '/v1/workspaces',
  tags: ['access'],
  summary: 'List the workspaces that the key may see',
  request: { query: PageQuery },
  responses: { 200: json('Workspaces', pageOf(Workspace)) },
})

const getWorkspaceRoute = defineRoute('workspaces:read', {
  method: 'get',
  path: '/v1/workspaces/{id}',
  tags: ['access'],
  summary: 'Read a workspace',
  request: { params: Params },
  responses: { 200: json('The workspace', Workspace), ...NOT_FOUND },
})

const patchWorkspace = defineRoute('workspaces:write', {
  method: 'patch',
  path: '/v1/workspaces/{id}',
  tags: ['access'],
  summary: 'Change a workspace; omitted settings keep their value',
  description:
    'A model that the installation lacks is 409 `not_configured`, with what its operator would configure.',
  request: {
    params: Params,
    body: jsonBody(
      z.object({ name: textField(1, 200).optional(), settings: WorkspaceSettingsInput.optional() }),
    ),
  },
  responses: { 200: json('The changed workspace', Workspace), ...NOT_FOUND, ...CONFLICT },
})

const postKey = defineRoute('keys:write', {
  method: 'post',
  path: '/v1/api-keys',
  tags: ['access'],
  summary: 'Make an API key',
  request: {
    body: jsonBody(
      z.object({
        name: textField(1, 200),
        scopes: z.array(z.enum(SCOPES)).min(1),
        member_id: ResourceId.optional(),
        expires_at: Instant.optional(),
      }),
    ),
  },
  responses: { 201: json('The key with its secret', NewApiKey) },
})

const listKeysRoute = defineRoute('keys:read', {
  method: 'get',
  path: '/v1/api-keys',
  tags: ['access'],
  summary: 'List API keys, without their secrets',
  request: { query: PageQuery },
  responses: { 200: json('Keys', pageOf(ApiKey)) },
})

const rotate = defineRoute('keys:write', {
  method: 'post',
  path: '/v1/api-keys/{id}/rotate',
  tags: ['access'],
  summary: 'Make a successor; the old key goes on for a while',
  request: {
    params: Params,
    body: {
      ...jsonBody(z.object({ overlap_s: z.int().min(0).max(604_800).default(86_400) })),
      required: false,
    },
  },
  responses: { 201: json('The successor with its secret', NewApiKey), ...NOT_FOUND },
})

const revoke = defineRoute('keys:write', {
  method: 'delete',
  path: '/v1/api-keys/{id}',
  tags: ['access'],
  summary: 'End an API key at once',
  request: { params: Params },
  responses: { 204: { description: 'Ended' }, ...NOT_FOUND },
})

const SHOWN_ONCE = { 'cache-control': 'no-store' }

export function accessRoutes(ctx: Context) {
  const routes = newRoutes()
  addWorkspaceRoutes(routes, ctx)
  addKeyRoutes(routes, ctx)
  return routes
}

function addWorkspaceRoutes(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(postWorkspace, async (c) => {
      const caller = c.get('caller')
      if (caller.workspaceId !== DEFAULT_WORKSPACE) {
        throw new AppError('forbidden', `Only keys of the workspace ${DEFAULT_WORKSPACE} may make workspaces`)
      }
      const { name, settings } = c.req.valid('json')
      assertInstalled(ctx.models, settings ?? {})
      const { workspace, key } = await createWorkspace(ctx, caller.actor, {
        name,
        settings: givenSettings(settings ?? {}),
      })
      const body = { ...viewWorkspace(workspace), api_key: { ...viewKey(key.row), key: key.secret } }
      return c.json(body, 201, { ...SHOWN_ONCE, location: `/v1/workspaces/${workspace.id}` })
    })
    .openapi(listWorkspacesRoute, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listWorkspaces(ctx, c.get('caller'), readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewWorkspace) }, 200)
    })
    .openapi(getWorkspaceRoute, async (c) => {
      return c.json(viewWorkspace(await getWorkspace(ctx, c.get('caller'), c.req.valid('param').id)), 200)
    })
    .openapi(patchWorkspace, async (c) => {
      const row = await changeWorkspace(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json'))
      return c.json(viewWorkspace(row), 200)
    })
}

function addKeyRoutes(routes: ReturnType<typeof newRoutes>, ctx: Context): void {
  routes
    .openapi(postKey, async (c) => {
      const caller = c.get('caller')
      const { name, scopes, member_id, expires_at } = c.req.valid('json')
      assertMayGrant(c.get('scopes'), scopes)
      if (member_id !== undefined && !(await isMember(ctx, caller.workspaceId, member_id))) {
        throw new AppError('invalid_request', 'There is no such member', {
          errors: [{ pointer: '/member_id', detail: 'names no member of this workspace' }],
        })
      }
      const key = await ctx.db.transaction((tx) =>
        createKey(ctx, tx, caller, {
          name,
          scopes,
          memberId: member_id ?? null,
          expiresAt: expires_at === undefined ? null : new Date(expires_at),
        }),
      )
      return c.json({ ...viewKey(key.row), key: key.secret }, 201, SHOWN_ONCE)
    })
    .openapi(listKeysRoute, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listKeys(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewKey) }, 200)
    })
    .openapi(rotate, async (c) => {
      const overlapS = c.req.valid('json')?.overlap_s ?? 86_400
      const key = await rotateKey(ctx, c.get('caller'), c.req.valid('param').id, overlapS, (scopes) =>
        assertMayGrant(c.get('scopes'), scopes),
      )
      return c.json({ ...viewKey(key.row), key: key.secret }, 201, SHOWN_ONCE)
    })
    .openapi(revoke, async (c) => {
      await revokeKey(ctx, c.get('caller'), c.req.valid('param').id)
      return c.body(null, 204)
    })
}
