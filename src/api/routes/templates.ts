import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { Language } from '../../domain/language.ts'
import { renderTemplate } from '../../domain/render-template.ts'
import {
  ChannelStatusInput,
  Rendered,
  Template,
  TemplateCategory,
  TemplateDocument,
  TemplateInput,
  TemplateVersion,
  Variables,
} from '../../domain/template.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { approveVersion, rejectVersion, submitVersion } from '../../words/decide-template.ts'
import { getTemplate, getVersion, listTemplates, listVersions } from '../../words/read-templates.ts'
import { readUsage, VersionUsage } from '../../words/read-usage.ts'
import { readReadyTemplates } from '../../words/ready-templates.ts'
import { setChannelStatus } from '../../words/set-channel-status.ts'
import { createTemplate, editTemplate, retireTemplate } from '../../words/write-template.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, readNumberCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const VersionParams = Params.extend({ version: z.coerce.number().int().min(1).max(1_000_000) })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const TAGS = ['templates']

const list = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates',
  tags: TAGS,
  summary: 'Templates with their latest version, in the order in which they were made',
  request: {
    query: PageQuery.extend({
      name: textField(1, 100).optional(),
      language: Language.optional(),
      category: TemplateCategory.optional(),
    }),
  },
  responses: { 200: json('Templates', pageOf(Template)) },
})

const ready = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates/ready',
  tags: TAGS,
  summary: 'Ready templates in three languages, to be posted as they are or changed',
  responses: { 200: json('Ready templates', z.object({ data: z.array(TemplateInput) })) },
})

const create = defineRoute('templates:write', {
  method: 'post',
  path: '/v1/templates',
  tags: TAGS,
  summary: 'Make a template with a first draft; nothing is said before somebody else approved it',
  request: { body: jsonBody(TemplateInput) },
  responses: { 201: json('The template', Template), ...CONFLICT },
})

const get = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates/{id}',
  tags: TAGS,
  summary: 'Read a template',
  request: { params: Params },
  responses: { 200: json('The template', Template), ...NOT_FOUND },
})

const edit = defineRoute('templates:write', {
  method: 'put',
  path: '/v1/templates/{id}',
  tags: TAGS,
  summary: 'Write a new draft version; the approved one goes on being said',
  request: { params: Params, headers: IfMatch, body: jsonBody(TemplateDocument) },
  responses: { 200: json('The template', Template), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const retire = defineRoute('templates:approve', {
  method: 'post',
  path: '/v1/templates/{id}/retire',
  tags: TAGS,
  summary: 'Say nothing of it any more',
  request: { params: Params, headers: IfMatch },
  responses: { 200: json('The retired template', Template), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const usage = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates/{id}/usage',
  tags: TAGS,
  summary: 'How often each version was said, and what came of it',
  request: { params: Params },
  responses: { 200: json('One row a version', z.object({ data: z.array(VersionUsage) })), ...NOT_FOUND },
})

const versions = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates/{id}/versions',
  tags: TAGS,
  summary: 'Every version of a template, newest first',
  request: { params: Params, query: PageQuery },
  responses: { 200: json('Versions', pageOf(TemplateVersion)), ...NOT_FOUND },
})

const CHANGED = { 200: json('The version', TemplateVersion), ...NOT_FOUND, ...CONFLICT, ...STALE }

const getOne = defineRoute('templates:read', {
  method: 'get',
  path: '/v1/templates/{id}/versions/{version}',
  tags: TAGS,
  summary: 'Read a version with what was found wrong with it',
  request: { params: VersionParams },
  responses: { 200: json('The version', TemplateVersion), ...NOT_FOUND },
})

const submit = defineRoute('templates:write', {
  method: 'post',
  path: '/v1/templates/{id}/versions/{version}/submit',
  tags: TAGS,
  summary: 'Ask for a draft version to be approved; only a person can',
  request: { params: VersionParams, headers: IfMatch },
  responses: CHANGED,
})

const approve = defineRoute('templates:approve', {
  method: 'post',
  path: '/v1/templates/{id}/versions/{version}/approve',
  tags: TAGS,
  summary: 'Let a submitted version be said; never by whoever wrote or submitted it',
  request: { params: VersionParams, headers: IfMatch },
  responses: CHANGED,
})

const reject = defineRoute('templates:approve', {
  method: 'post',
  path: '/v1/templates/{id}/versions/{version}/reject',
  tags: TAGS,
  summary: 'Send a submitted version back, with a reason',
  request: {
    params: VersionParams,
    headers: IfMatch,
    body: jsonBody(z.object({ reason: textField(1, 1000) })),
  },
  responses: CHANGED,
})

const status = defineRoute('templates:write', {
  method: 'post',
  path: '/v1/templates/{id}/versions/{version}/channel-status',
  tags: TAGS,
  summary: 'Note what a channel says of a version; one that rejects or pauses it gets the fallback',
  request: { params: VersionParams, body: jsonBody(ChannelStatusInput) },
  responses: { 200: json('The version', TemplateVersion), ...NOT_FOUND, ...CONFLICT },
})

const render = defineRoute('templates:read', {
  method: 'post',
  path: '/v1/templates/{id}/versions/{version}/render',
  tags: TAGS,
  summary: 'Fill a version in and see what is missing; nothing is sent',
  request: {
    params: VersionParams,
    body: jsonBody(
      z.strictObject({
        variables: Variables.default({}),
        with_samples: z.boolean().default(false).describe('Samples stand in for what is not given'),
      }),
    ),
  },
  responses: { 200: json('The filled-in template', Rendered), ...NOT_FOUND },
})

export function templateRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, name, language, category } = c.req.valid('query')
      const filter = { name: name ?? null, language: language ?? null, category: category ?? null }
      const page = { after: readCursor(cursor), limit: limit + 1 }
      const rows = await listTemplates(ctx, c.get('caller').workspaceId, { ...filter, ...page })
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(ready, (c) => c.json({ data: readReadyTemplates() }, 200))
    .openapi(create, async (c) =>
      c.json(await createTemplate(ctx, c.get('caller'), c.req.valid('json')), 201),
    )
    .openapi(get, async (c) => {
      const template = await getTemplate(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(template.revision))
      return c.json(template, 200)
    })
    .openapi(edit, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const template = await editTemplate(ctx, c.get('caller'), id, revision, c.req.valid('json'))
      c.header('etag', entityTag(template.revision))
      return c.json(template, 200)
    })
    .openapi(retire, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      return c.json(await retireTemplate(ctx, c.get('caller'), c.req.valid('param').id, revision), 200)
    })
    .openapi(usage, async (c) => {
      return c.json({ data: await readUsage(ctx, c.get('caller').workspaceId, c.req.valid('param').id) }, 200)
    })
    .openapi(versions, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { id } = c.req.valid('param')
      const before = readNumberCursor(cursor)
      const rows = await listVersions(ctx, c.get('caller').workspaceId, id, before, limit + 1)
      return c.json(
        toPage(rows, limit, (row) => String(row.version)),
        200,
      )
    })
    .openapi(getOne, async (c) => {
      const { id, version } = c.req.valid('param')
      return c.json(await getVersion(ctx, c.get('caller').workspaceId, id, version), 200)
    })
    .openapi(submit, async (c) => {
      const named = { ...c.req.valid('param'), revision: readIfMatch(c.req.valid('header')['if-match']) }
      return c.json(await submitVersion(ctx, c.get('caller'), named), 200)
    })
    .openapi(approve, async (c) => {
      const named = { ...c.req.valid('param'), revision: readIfMatch(c.req.valid('header')['if-match']) }
      return c.json(await approveVersion(ctx, c.get('caller'), named), 200)
    })
    .openapi(reject, async (c) => {
      const named = { ...c.req.valid('param'), revision: readIfMatch(c.req.valid('header')['if-match']) }
      return c.json(await rejectVersion(ctx, c.get('caller'), named, c.req.valid('json').reason), 200)
    })
    .openapi(status, async (c) => {
      const { id, version } = c.req.valid('param')
      return c.json(await setChannelStatus(ctx, c.get('caller'), id, version, c.req.valid('json')), 200)
    })
    .openapi(render, async (c) => {
      const { id, version } = c.req.valid('param')
      const { document } = await getVersion(ctx, c.get('caller').workspaceId, id, version)
      const { variables, with_samples } = c.req.valid('json')
      const values = with_samples ? { ...document.samples, ...variables } : variables
      return c.json(renderTemplate(document, values), 200)
    })
}
