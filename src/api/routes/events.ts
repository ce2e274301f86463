import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { Event, EventType } from '../../domain/event.ts'
import { ResourceId } from '../../domain/text.ts'
import { readEvents } from '../../outbox/read-events.ts'
import { defineRoute, json, newRoutes } from '../define-route.ts'

const list = defineRoute('events:read', {
  method: 'get',
  path: '/v1/events',
  tags: ['events'],
  summary: 'Read events in order, without gaps',
  description:
    'For whoever cannot receive webhooks or missed some. Go on with `after` set to `next_after`; an event that was sent truncated stands here in full.',
  request: {
    query: z.object({
      after: ResourceId.optional().describe('The id of the last event read'),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      type: EventType.optional(),
    }),
  },
  responses: {
    200: json(
      'Events, oldest first',
      z.object({
        data: z.array(Event),
        next_after: z
          .string()
          .nullable()
          .describe('The id of the last event here, or `after` where there was none; null before the first'),
      }),
    ),
  },
})

export function eventRoutes(ctx: Context) {
  return newRoutes().openapi(list, async (c) => {
    const { after = null, limit, type = null } = c.req.valid('query')
    const data = await readEvents(ctx, c.get('caller').workspaceId, { after, limit, type })
    return c.json({ data, next_after: data.at(-1)?.id ?? after }, 200)
  })
}
