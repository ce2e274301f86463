import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { changeQueue, createQueue, deleteQueue } from '../../desk/change-queue.ts'
import { getQueue, listQueues } from '../../desk/read-queues.ts'
import { viewThread } from '../../desk/read-threads.ts'
import { takeNext } from '../../desk/take-next.ts'
import { Queue, QueueChange, QueueInput } from '../../domain/queue.ts'
import { ResourceId } from '../../domain/text.ts'
import { Thread } from '../../domain/thread.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'
import { ClaimInput } from './thread-verbs.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })

const post = defineRoute('queues:write', {
  method: 'post',
  path: '/v1/queues',
  tags: ['queues'],
  summary: 'Make a queue',
  request: { body: jsonBody(QueueInput) },
  responses: { 201: json('The queue', Queue), ...CONFLICT },
})

const list = defineRoute('queues:read', {
  method: 'get',
  path: '/v1/queues',
  tags: ['queues'],
  summary: 'List queues with who serves them',
  request: { query: PageQuery },
  responses: { 200: json('Queues', pageOf(Queue)) },
})

const get = defineRoute('queues:read', {
  method: 'get',
  path: '/v1/queues/{id}',
  tags: ['queues'],
  summary: 'Read a queue',
  request: { params: Params },
  responses: { 200: json('The queue', Queue), ...NOT_FOUND },
})

const patch = defineRoute('queues:write', {
  method: 'patch',
  path: '/v1/queues/{id}',
  tags: ['queues'],
  summary: 'Change a queue; omitted fields keep their value',
  request: { params: Params, headers: IfMatch, body: jsonBody(QueueChange) },
  responses: { 200: json('The changed queue', Queue), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const remove = defineRoute('queues:write', {
  method: 'delete',
  path: '/v1/queues/{id}',
  tags: ['queues'],
  summary: 'Delete a queue that no open thread waits in',
  request: { params: Params, headers: IfMatch },
  responses: { 204: { description: 'Deleted' }, ...NOT_FOUND, ...CONFLICT, ...STALE },
})

const next = defineRoute('threads:write', {
  method: 'post',
  path: '/v1/queues/{id}/next',
  tags: ['queues'],
  summary: 'Claim the next thread of a queue',
  description:
    'The most urgent thread that fits the caller, and of equals the one that waits longest; never one that somebody else holds. For a member, skills, languages, capacity and queues decide what fits.',
  request: { params: Params, body: { ...jsonBody(ClaimInput), required: false } },
  responses: {
    200: json('The claimed thread', Thread),
    204: { description: 'Nothing waits that fits' },
    ...NOT_FOUND,
    ...CONFLICT,
  },
})

export function queueRoutes(ctx: Context) {
  return newRoutes()
    .openapi(post, async (c) => {
      const queue = await createQueue(ctx, c.get('caller'), c.req.valid('json'))
      c.header('location', `/v1/queues/${queue.id}`)
      c.header('etag', entityTag(queue.revision))
      return c.json(queue, 201)
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listQueues(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(get, async (c) => {
      const queue = await getQueue(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(queue.revision))
      return c.json(queue, 200)
    })
    .openapi(patch, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const queue = await changeQueue(ctx, c.get('caller'), id, revision, c.req.valid('json'))
      c.header('etag', entityTag(queue.revision))
      return c.json(queue, 200)
    })
    .openapi(next, async (c) => {
      const { lease_s } = ClaimInput.parse(c.req.valid('json') ?? {})
      const thread = await takeNext(ctx, c.get('caller'), c.req.valid('param').id, lease_s * 1000)
      if (thread === null) return c.body(null, 204)
      c.header('etag', entityTag(thread.revision))
      return c.json(viewThread(thread), 200)
    })
    .openapi(remove, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      await deleteQueue(ctx, c.get('caller'), c.req.valid('param').id, revision)
      return c.body(null, 204)
    })
}
