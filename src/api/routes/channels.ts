import { z } from '@hono/zod-openapi'
import { hasScope } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { Channel, ChannelInput } from '../../domain/channel.ts'
import { ExternalId } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { type ChannelRow, putChannel } from '../../inbox/put-channel.ts'
import { getChannel, listChannels } from '../../inbox/read-channels.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ExternalId.describe("The platform's own id") })

const put = defineRoute('channels:write', {
  method: 'put',
  path: '/v1/channels/{id}',
  tags: ['channels'],
  summary: 'Make a channel or change it',
  description: 'Omitted fields keep their value. Setting `auto` needs an all-scopes key and is audited.',
  request: { params: Params, body: jsonBody(ChannelInput) },
  responses: { 200: json('The changed channel', Channel), 201: json('The new channel', Channel) },
})

const get = defineRoute('channels:read', {
  method: 'get',
  path: '/v1/channels/{id}',
  tags: ['channels'],
  summary: 'Read a channel',
  request: { params: Params },
  responses: { 200: json('The channel', Channel), ...NOT_FOUND },
})

const list = defineRoute('channels:read', {
  method: 'get',
  path: '/v1/channels',
  tags: ['channels'],
  summary: 'List channels',
  request: { query: PageQuery },
  responses: { 200: json('Channels by id', pageOf(Channel)) },
})

export function channelRoutes(ctx: Context) {
  return newRoutes()
    .openapi(put, async (c) => {
      const input = c.req.valid('json')
      if (input.mode === 'auto' && !hasScope(c.get('scopes'), '*')) {
        throw new AppError('forbidden', 'Only a key with all scopes may let a channel answer by itself')
      }
      const { channel, isNew } = await putChannel(ctx, c.get('caller'), c.req.valid('param').id, input)
      return c.json(view(channel), isNew ? 201 : 200)
    })
    .openapi(get, async (c) => {
      return c.json(view(await getChannel(ctx, c.get('caller').workspaceId, c.req.valid('param').id)), 200)
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listChannels(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(view) }, 200)
    })
}

function view(row: ChannelRow): Channel {
  return {
    id: row.id,
    kind: row.kind,
    mode: row.mode,
    settle_ms: row.settle_ms,
    stale_after_s: row.stale_after_s,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
