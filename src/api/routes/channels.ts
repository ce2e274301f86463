import { z } from '@hono/zod-openapi'
import { hasScope } from '../../access/scopes.ts'
import { putChannel } from '../../assurance/put-channel.ts'
import { GoLive, readGoLive } from '../../assurance/read-go-live.ts'
import type { Context } from '../../context.ts'
import { Channel, ChannelInput } from '../../domain/channel.ts'
import { ExternalId } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { getChannel, listChannels } from '../../inbox/read-channels.ts'
import type { ChannelRow } from '../../inbox/write-channel.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ExternalId.describe("The platform's own id") })

const put = defineRoute('channels:write', {
  method: 'put',
  path: '/v1/channels/{id}',
  tags: ['channels'],
  summary: 'Make a channel or change it',
  description:
    'Omitted fields keep their value. A channel goes to `auto` when its gate is met (see `/v1/channels/{id}/go-live`), else 409 `gate_not_met` with what is lacking; `override` with a reason goes around that.',
  request: { params: Params, body: jsonBody(ChannelInput) },
  responses: {
    200: json('The changed channel', Channel),
    201: json('The new channel', Channel),
    ...CONFLICT,
  },
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

const goLive = defineRoute('channels:read', {
  method: 'get',
  path: '/v1/channels/{id}/go-live',
  tags: ['channels'],
  summary: 'What a channel still lacks to answer by itself, or how it keeps its promise',
  request: { params: Params },
  responses: { 200: json('The gate', GoLive), ...NOT_FOUND },
})

export function channelRoutes(ctx: Context) {
  return newRoutes()
    .openapi(put, async (c) => {
      const input = c.req.valid('json')
      if (input.override !== undefined && !hasScope(c.get('scopes'), 'channels:override')) {
        throw new AppError('forbidden', 'This key may not go around the gate: it lacks channels:override')
      }
      const { channel, isNew } = await putChannel(ctx, c.get('caller'), c.req.valid('param').id, input)
      return c.json(view(channel), isNew ? 201 : 200)
    })
    .openapi(get, async (c) => {
      return c.json(view(await getChannel(ctx, c.get('caller').workspaceId, c.req.valid('param').id)), 200)
    })
    .openapi(goLive, async (c) =>
      c.json(await readGoLive(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200),
    )
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
    auto_threshold: row.auto_threshold,
    auto_since: row.auto_since?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
