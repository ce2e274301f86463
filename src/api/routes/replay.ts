import { z } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { guardArchive } from '../../access/guard-archive.ts'
import { leaveOutArchive } from '../../access/leave-out-archive.ts'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import { getPolicy } from '../../moderation/read-policies.ts'
import {
  Backtest,
  BacktestChange,
  getBacktest,
  listBacktests,
  listChanges,
} from '../../replay/read-backtests.ts'
import { findDecision, Replay, ReplayInput, replayDecision } from '../../replay/replay-decision.ts'
import { BacktestInput, startBacktest } from '../../replay/start-backtest.ts'
import type { AppEnv } from '../app-env.ts'
import { defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const Decided = z.object({ id: ResourceId.describe('Of a decision, or of one of its messages') })

const replay = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/decisions/{id}/replay',
  tags: ['quality'],
  summary: 'Work a decision out again from what was kept of it',
  description:
    'Passages, entry versions, the policy and what a provider answered are as they were; everything else is worked out anew and must be equal. Stores nothing.',
  request: { params: Decided },
  responses: { 200: json('Whether it is the same', Replay), ...NOT_FOUND },
})

const replayWith = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/decisions/{id}/replay',
  tags: ['quality'],
  summary: 'Work a decision out again, with what holds now or with another policy',
  description:
    'The differences are told stage by stage. Stores nothing and sends nothing; with `current`, a configured provider is asked anew.',
  request: { params: Decided, body: jsonBody(ReplayInput) },
  responses: { 200: json('In what it differs', Replay), ...NOT_FOUND },
})

const start = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/policies/{id}/backtest',
  tags: ['quality'],
  summary: 'Try a policy on the decisions of a past period',
  description:
    'In the background, and without sending anything: how many decisions would have been otherwise, which, and a sample to read. `active` in place of an id keeps the policy that holds and tries another threshold, the knowledge or the provider of now.',
  request: {
    params: z.object({ id: ResourceId.describe('An id, or `active` for the policy that holds now') }),
    body: jsonBody(BacktestInput),
  },
  responses: { 202: json('The backtest, which goes on in the background', Backtest), ...NOT_FOUND },
})

const list = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/backtests',
  tags: ['quality'],
  summary: 'List backtests, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Backtests', pageOf(Backtest)) },
})

const get = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/backtests/{id}',
  tags: ['quality'],
  summary: 'Read a backtest with its progress',
  request: { params: Params },
  responses: { 200: json('The backtest', Backtest), ...NOT_FOUND },
})

const changes = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/backtests/{id}/changes',
  tags: ['quality'],
  summary: 'The decisions that would have been otherwise, or a sample of them',
  description: 'Those of archived threads are left out for whoever lacks `privacy:read`.',
  request: {
    params: Params,
    query: PageQuery.extend({
      sample: z
        .enum(['true', 'false'])
        .default('false')
        .transform((value) => value === 'true')
        .describe('One page of them by lot, the same at each call'),
    }),
  },
  responses: { 200: json('Changed decisions', pageOf(BacktestChange)), ...NOT_FOUND },
})

export function replayRoutes(ctx: Context) {
  return newRoutes()
    .openapi(replay, async (c) => {
      return c.json(await replayShown(ctx, c, c.req.valid('param').id, { with: 'kept' }), 200)
    })
    .openapi(replayWith, async (c) => {
      return c.json(await replayShown(ctx, c, c.req.valid('param').id, c.req.valid('json')), 200)
    })
    .openapi(start, async (c) => {
      const policy = await getPolicy(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      return c.json(await startBacktest(ctx, c.get('caller'), policy, c.req.valid('json')), 202)
    })
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listBacktests(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(get, async (c) =>
      c.json(await getBacktest(ctx, c.get('caller').workspaceId, c.req.valid('param').id), 200),
    )
    .openapi(changes, async (c) => {
      const { workspaceId } = c.get('caller')
      const { id } = c.req.valid('param')
      const { limit, cursor, sample } = c.req.valid('query')
      await getBacktest(ctx, workspaceId, id)
      const page = { after: readCursor(cursor), limit: limit + 1, isSample: sample }
      const archive = await leaveOutArchive(ctx, workspaceId, c.get('scopes'))
      const rows = await listChanges(ctx, workspaceId, id, page, archive)
      return c.json(
        sample
          ? { data: rows.slice(0, limit), next_cursor: null }
          : toPage(rows, limit, (row) => row.decision_id),
        200,
      )
    })
}

/** Before anything is worked out, or a provider asked. Throws `forbidden` for an archive that the key may not read. */
async function replayShown(
  ctx: Context,
  c: HonoContext<AppEnv>,
  id: string,
  input: ReplayInput,
): Promise<Replay> {
  const { workspaceId } = c.get('caller')
  const { thread_id } = await findDecision(ctx.db, workspaceId, id)
  await guardArchive(ctx, workspaceId, c.get('scopes'), thread_id)
  return replayDecision(ctx, workspaceId, id, input, c.req.raw.signal)
}
