import { z } from '@hono/zod-openapi'
import { assertMayShow } from '../../access/scopes.ts'
import type { Context } from '../../context.ts'
import { claimThread, releaseThread } from '../../desk/claim-thread.ts'
import { maskTimeline, noteShown } from '../../desk/mask-timeline.ts'
import { getThread, listThreads, readTimeline, viewThread } from '../../desk/read-threads.ts'
import { reopenThread, resolveThread } from '../../desk/resolve-thread.ts'
import { ResourceId } from '../../domain/text.ts'
import { Thread, ThreadStatus, TimelineItem } from '../../domain/thread.ts'
import { CONFLICT, defineRoute, json, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })

const list = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/threads',
  tags: ['threads'],
  summary: 'List threads, newest first',
  request: { query: PageQuery.extend({ status: ThreadStatus.optional() }) },
  responses: { 200: json('Threads', pageOf(Thread)) },
})

const get = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/threads/{id}',
  tags: ['threads'],
  summary: 'Read a thread with its timeline',
  description:
    'Personal data in the timeline is masked. `personal_data=shown` shows what was written; it takes the scope `personal_data:read` and is audited.',
  request: {
    params: Params,
    query: z.object({ personal_data: z.enum(['masked', 'shown']).default('masked') }),
  },
  responses: { 200: json('The thread', Thread.extend({ timeline: z.array(TimelineItem) })), ...NOT_FOUND },
})

const CHANGES = {
  claim: { verb: claimThread, summary: 'Take a thread for a while: Recado then only suggests' },
  release: { verb: releaseThread, summary: 'Give a thread back' },
  resolve: { verb: resolveThread, summary: 'End the episode' },
  reopen: { verb: reopenThread, summary: 'Open a resolved thread as a new episode' },
} as const

function changeRoute<const Name extends keyof typeof CHANGES>(name: Name) {
  return defineRoute('threads:write', {
    method: 'post',
    path: `/v1/threads/{id}/${name}`,
    tags: ['threads'],
    summary: CHANGES[name].summary,
    request: { params: Params, headers: z.object({ 'if-match': z.string().optional() }) },
    responses: { 200: json('The changed thread', Thread), ...NOT_FOUND, ...CONFLICT, ...STALE },
  })
}

export function threadRoutes(ctx: Context) {
  const routes = newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, status } = c.req.valid('query')
      const filter = { status: status ?? null, before: readCursor(cursor), limit: limit + 1 }
      const page = toPage(await listThreads(ctx, c.get('caller').workspaceId, filter), limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewThread) }, 200)
    })
    .openapi(get, async (c) => {
      const thread = await getThread(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      c.header('etag', entityTag(thread.revision))
      const written = await readTimeline(ctx, thread)
      const isShown = c.req.valid('query').personal_data === 'shown'
      assertMayShow(isShown, c.get('scopes'))
      if (isShown) await noteShown(ctx, c.get('caller'), thread)
      const timeline = isShown ? written : await maskTimeline(ctx, thread, written)
      return c.json({ ...viewThread(thread), timeline }, 200)
    })
  for (const name of Object.keys(CHANGES) as (keyof typeof CHANGES)[]) {
    routes.openapi(changeRoute(name), async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const thread = await CHANGES[name].verb(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(thread.revision))
      return c.json(viewThread(thread), 200)
    })
  }
  return routes
}
