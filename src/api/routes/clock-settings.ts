import { z } from '@hono/zod-openapi'
import { changeSetting, deleteSetting } from '../../clocks/change-setting.ts'
import { createSetting } from '../../clocks/create-setting.ts'
import { previewCalendar } from '../../clocks/preview-calendar.ts'
import { getSetting, listSettings } from '../../clocks/read-settings.ts'
import { type SettingInput, type SettingKind, type SettingView, viewSetting } from '../../clocks/setting.ts'
import type { Context } from '../../context.ts'
import { BusinessCalendar, CalendarInput, CalendarPreview, PreviewInput } from '../../domain/calendar.ts'
import { EscalationPolicy, EscalationPolicyInput } from '../../domain/escalation-policy.ts'
import { SlaPolicy, SlaPolicyInput } from '../../domain/sla-policy.ts'
import { ResourceId } from '../../domain/text.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const tags = ['clocks']
const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const DELETED = { 204: { description: 'Deleted' } }

/** What the routes of one kind of setting do not share with those of another. */
interface Resource<K extends SettingKind> {
  readonly kind: K
  readonly path: string
  readonly Input: z.ZodType<SettingInput<K>>
  readonly View: z.ZodType<SettingView<K>>
  readonly one: string
  readonly many: string
  /** What a change or a deletion means. */
  readonly effect: { readonly change: string; readonly deletion: string }
}

const CALENDARS: Resource<'calendar'> = {
  kind: 'calendar',
  path: '/v1/business-calendars',
  Input: CalendarInput,
  View: BusinessCalendar,
  one: 'a business calendar',
  many: 'business calendars',
  effect: {
    change: 'Clocks that run are counted anew within seconds.',
    deletion: 'One that a policy counts in, or that a rule of routing or replies asks, is a conflict.',
  },
}

const SLA_POLICIES: Resource<'sla_policy'> = {
  kind: 'sla_policy',
  path: '/v1/sla-policies',
  Input: SlaPolicyInput,
  View: SlaPolicy,
  one: 'an SLA policy',
  many: 'SLA policies; of those that apply to a thread the lowest position holds',
  effect: {
    change: 'Clocks that run follow it within seconds; what was told of them stands.',
    deletion: 'Its threads follow the next policy that applies.',
  },
}

const ESCALATION_POLICIES: Resource<'escalation_policy'> = {
  kind: 'escalation_policy',
  path: '/v1/escalation-policies',
  Input: EscalationPolicyInput,
  View: EscalationPolicy,
  one: 'an escalation policy',
  many: 'escalation policies; of those that apply to a thread the lowest position holds',
  effect: {
    change: 'Threads that wait follow it within seconds; a step that was taken is not taken again.',
    deletion: 'Its threads follow the next policy that applies.',
  },
}

function defineRoutes<K extends SettingKind>({ path, Input, View, one, many, effect }: Resource<K>) {
  const own = `${path}/{id}`
  return {
    post: defineRoute('sla:write', {
      ...{ method: 'post', path, tags, summary: `Make ${one}` },
      request: { body: jsonBody(Input) },
      responses: { 201: json('What was made', View), ...CONFLICT },
    }),
    list: defineRoute('sla:read', {
      ...{ method: 'get', path, tags, summary: `List ${many}` },
      request: { query: PageQuery },
      responses: { 200: json('A page', pageOf(View)) },
    }),
    get: defineRoute('sla:read', {
      ...{ method: 'get', path: own, tags, summary: `Read ${one}` },
      request: { params: Params },
      responses: { 200: json('As it is now', View), ...NOT_FOUND },
    }),
    put: defineRoute('sla:write', {
      ...{ method: 'put', path: own, tags, summary: `Replace ${one} by its next version` },
      description: effect.change,
      request: { params: Params, headers: IfMatch, body: jsonBody(Input) },
      responses: { 200: json('The next version', View), ...NOT_FOUND, ...CONFLICT, ...STALE },
    }),
    remove: defineRoute('sla:write', {
      ...{ method: 'delete', path: own, tags, summary: `Delete ${one}` },
      description: effect.deletion,
      request: { params: Params, headers: IfMatch },
      responses: { ...DELETED, ...NOT_FOUND, ...CONFLICT, ...STALE },
    }),
  }
}

function settingRoutes<K extends SettingKind>(ctx: Context, resource: Resource<K>) {
  const { kind, path } = resource
  const { post, list, get, put, remove } = defineRoutes(resource)
  return newRoutes()
    .openapi(post, async (c) => {
      const made = await createSetting(ctx, c.get('caller'), kind, c.req.valid('json'))
      return c.json(viewSetting(made), 201, { location: `${path}/${made.id}`, etag: entityTag(made.version) })
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const rows = await listSettings(ctx, workspaceId, kind, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map((row) => viewSetting(row)) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getSetting(ctx, c.get('caller').workspaceId, kind, c.req.valid('param').id)
      return c.json(viewSetting(row), 200, { etag: entityTag(row.version) })
    })
    .openapi(put, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const row = await changeSetting(ctx, c.get('caller'), kind, id, version, c.req.valid('json'))
      return c.json(viewSetting(row), 200, { etag: entityTag(row.version) })
    })
    .openapi(remove, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      await deleteSetting(ctx, c.get('caller'), kind, c.req.valid('param').id, version)
      return c.body(null, 204)
    })
}

const preview = defineRoute('sla:read', {
  method: 'post',
  path: '/v1/business-calendars/{id}/preview',
  tags,
  summary: 'When a calendar opens next, and the business time between two instants',
  request: { params: Params, body: jsonBody(PreviewInput) },
  responses: { 200: json('What the calendar makes of it', CalendarPreview), ...NOT_FOUND },
})

/** Business calendars, SLA policies and escalation policies. */
export function clockSettingRoutes(ctx: Context) {
  return newRoutes()
    .route('/', settingRoutes(ctx, CALENDARS))
    .route('/', settingRoutes(ctx, SLA_POLICIES))
    .route('/', settingRoutes(ctx, ESCALATION_POLICIES))
    .openapi(preview, async (c) => {
      const { workspaceId } = c.get('caller')
      const input = c.req.valid('json')
      return c.json(await previewCalendar(ctx, workspaceId, c.req.valid('param').id, input), 200)
    })
}
