import { z } from '@hono/zod-openapi'
import { guardArchive } from '../../access/guard-archive.ts'
import { assertMayShow } from '../../access/scopes.ts'
import { readClocks } from '../../clocks/read-clocks.ts'
import type { Context } from '../../context.ts'
import { listThreads, positionOf } from '../../desk/list-threads.ts'
import { maskTimeline, noteShown } from '../../desk/mask-timeline.ts'
import { noteOf } from '../../desk/note-of.ts'
import { patchThread } from '../../desk/patch-thread.ts'
import { getThread, readPreviousEpisode, readTimeline, viewThread } from '../../desk/read-threads.ts'
import { Priority } from '../../domain/decision.ts'
import { LanguageTag } from '../../domain/language.ts'
import { ThreadClock } from '../../domain/sla-policy.ts'
import { ExternalId, ResourceId } from '../../domain/text.ts'
import {
  Label,
  PreviousEpisode,
  Thread,
  ThreadNote,
  ThreadPatch,
  ThreadStatus,
  TimelineItem,
} from '../../domain/thread.ts'
import { ArchiveQuery, readArchive } from '../archive-query.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })

const list = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/threads',
  tags: ['threads'],
  summary: 'List threads, newest or most urgent first',
  request: {
    query: PageQuery.extend({
      ...ArchiveQuery.shape,
      status: ThreadStatus.optional(),
      queue: ResourceId.optional(),
      label: Label.optional(),
      assignee: ResourceId.optional().describe('Who holds it: a member or a key'),
      priority: Priority.optional(),
      channel: ExternalId.optional(),
      contact: ResourceId.optional().describe('Of a contact, and of whoever they were merged with'),
      language: LanguageTag.optional(),
      sla: z
        .enum(['at_risk', 'breached'])
        .optional()
        .describe('Only threads of which a clock that has not ended is at risk, or was due already'),
      sort: z
        .enum(['newest', 'urgency'])
        .default('newest')
        .describe('urgency: by priority, and of equals the one that waits longest'),
    }),
  },
  responses: { 200: json('Threads', pageOf(Thread)) },
})

const get = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/threads/{id}',
  tags: ['threads'],
  summary: 'Read a thread with its clocks, its timeline and how its last episode ended',
  description:
    'Personal data in the timeline is masked. `personal_data=shown` shows what was written; it takes the scope `personal_data:read` and is audited.',
  request: {
    params: Params,
    query: z.object({ personal_data: z.enum(['masked', 'shown']).default('masked') }),
  },
  responses: {
    200: json(
      'The thread',
      Thread.extend({
        clocks: z.array(ThreadClock),
        timeline: z.array(TimelineItem),
        previous_episode: z.union([PreviousEpisode, z.null()]),
      }),
    ),
    ...NOT_FOUND,
  },
})

const note = defineRoute('threads:read', {
  method: 'get',
  path: '/v1/threads/{id}/note',
  tags: ['threads'],
  summary: 'What is known, tried, promised and missing, as a hand-over would say it',
  request: { params: Params },
  responses: { 200: json('The note', ThreadNote), ...NOT_FOUND },
})

const patch = defineRoute('threads:write', {
  method: 'patch',
  path: '/v1/threads/{id}',
  tags: ['threads'],
  summary: 'Set priority, labels or next action; omitted fields keep their value',
  request: {
    params: Params,
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonBody(ThreadPatch),
  },
  responses: { 200: json('The changed thread', Thread), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

export function threadRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, sort, archived, ...filter } = c.req.valid('query')
      const page = { sort, after: readCursor(cursor), limit: limit + 1 }
      const archive = await readArchive(ctx, c, 'conversations', archived)
      const rows = await listThreads(ctx, c.get('caller').workspaceId, filter, page, archive)
      const { data, next_cursor } = toPage(rows, limit, (row) => positionOf(row, sort))
      return c.json({ data: data.map(viewThread), next_cursor }, 200)
    })
    .openapi(get, async (c) => {
      const thread = await getThread(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      await guardArchive(ctx, c.get('caller').workspaceId, c.get('scopes'), thread.id)
      c.header('etag', entityTag(thread.revision))
      const written = await readTimeline(ctx, thread)
      const isShown = c.req.valid('query').personal_data === 'shown'
      assertMayShow(isShown, c.get('scopes'))
      if (isShown) await noteShown(ctx, c.get('caller'), thread)
      const timeline = isShown ? written : await maskTimeline(ctx, thread, written)
      const previous_episode = await readPreviousEpisode(ctx, thread)
      const clocks = await readClocks(ctx, thread)
      return c.json({ ...viewThread(thread), clocks, timeline, previous_episode }, 200)
    })
    .openapi(note, async (c) => {
      const thread = await getThread(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      await guardArchive(ctx, c.get('caller').workspaceId, c.get('scopes'), thread.id)
      return c.json(await noteOf(ctx.db, thread), 200)
    })
    .openapi(patch, async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const { id } = c.req.valid('param')
      const thread = await patchThread(ctx, c.get('caller'), id, revision, c.req.valid('json'))
      c.header('etag', entityTag(thread.revision))
      return c.json(viewThread(thread), 200)
    })
}
