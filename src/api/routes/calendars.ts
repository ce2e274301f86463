import { z } from '@hono/zod-openapi'
import { changeSetting, deleteSetting } from '../../clocks/change-setting.ts'
import { createSetting } from '../../clocks/create-setting.ts'
import { previewCalendar } from '../../clocks/preview-calendar.ts'
import { getSetting, listSettings } from '../../clocks/read-settings.ts'
import type { Setting } from '../../clocks/setting.ts'
import type { Context } from '../../context.ts'
import { BusinessCalendar, CalendarInput, CalendarPreview, PreviewInput } from '../../domain/calendar.ts'
import { ResourceId } from '../../domain/text.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const tags = ['clocks']

const post = defineRoute('sla:write', {
  method: 'post',
  path: '/v1/business-calendars',
  tags,
  summary: 'Make a business calendar',
  request: { body: jsonBody(CalendarInput) },
  responses: { 201: json('The calendar', BusinessCalendar), ...CONFLICT },
})

const list = defineRoute('sla:read', {
  method: 'get',
  path: '/v1/business-calendars',
  tags,
  summary: 'List business calendars',
  request: { query: PageQuery },
  responses: { 200: json('Calendars', pageOf(BusinessCalendar)) },
})

const get = defineRoute('sla:read', {
  method: 'get',
  path: '/v1/business-calendars/{id}',
  tags,
  summary: 'Read a business calendar',
  request: { params: Params },
  responses: { 200: json('The calendar', BusinessCalendar), ...NOT_FOUND },
})

const put = defineRoute('sla:write', {
  method: 'put',
  path: '/v1/business-calendars/{id}',
  tags,
  summary: 'Replace a business calendar by its next version',
  request: { params: Params, headers: IfMatch, body: jsonBody(CalendarInput) },
  responses: { 200: json('The changed calendar', BusinessCalendar), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const remove = defineRoute('sla:write', {
  method: 'delete',
  path: '/v1/business-calendars/{id}',
  tags,
  summary: 'Delete a business calendar that no policy counts in',
  request: { params: Params, headers: IfMatch },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const preview = defineRoute('sla:read', {
  method: 'post',
  path: '/v1/business-calendars/{id}/preview',
  tags,
  summary: 'When a calendar opens next, and the business time between two instants',
  request: { params: Params, body: jsonBody(PreviewInput) },
  responses: { 200: json('What the calendar makes of it', CalendarPreview), ...NOT_FOUND },
})

function view({ id, name, version, document, ...row }: Setting<'calendar'>) {
  const { created_at, updated_at } = row
  return {
    ...document,
    ...{ id, name, version, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() },
  }
}

export function calendarRoutes(ctx: Context) {
  return newRoutes()
    .openapi(post, async (c) => {
      const made = await createSetting(ctx, c.get('caller'), 'calendar', c.req.valid('json'))
      const location = `/v1/business-calendars/${made.id}`
      return c.json(view(made), 201, { location, etag: entityTag(made.version) })
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const rows = await listSettings(ctx, workspaceId, 'calendar', readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(view) }, 200)
    })
    .openapi(get, async (c) => {
      const row = await getSetting(ctx, c.get('caller').workspaceId, 'calendar', c.req.valid('param').id)
      return c.json(view(row), 200, { etag: entityTag(row.version) })
    })
    .openapi(put, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const row = await changeSetting(ctx, c.get('caller'), 'calendar', id, version, c.req.valid('json'))
      return c.json(view(row), 200, { etag: entityTag(row.version) })
    })
    .openapi(remove, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      await deleteSetting(ctx, c.get('caller'), 'calendar', c.req.valid('param').id, version)
      return c.body(null, 204)
    })
    .openapi(preview, async (c) => {
      const { workspaceId } = c.get('caller')
      const input = c.req.valid('json')
      return c.json(await previewCalendar(ctx, workspaceId, c.req.valid('param').id, input), 200)
    })
}
