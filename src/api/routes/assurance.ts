import { z } from '@hono/zod-openapi'
import { QaResults, readResults } from '../../assurance/read-results.ts'
import { getSample, listSamples, nextSample } from '../../assurance/read-samples.ts'
import { readShadowAgreement, ShadowAgreement } from '../../assurance/read-shadow-agreement.ts'
import { reviewSample } from '../../assurance/review-sample.ts'
import type { Context } from '../../context.ts'
import { Instant } from '../../domain/instant.ts'
import { QaReviewInput, QaSample, Verdict } from '../../domain/qa-sample.ts'
import { ExternalId, ResourceId } from '../../domain/text.ts'
import { AppError } from '../../errors.ts'
import { caseFromSample, SampleCaseInput } from '../../evals/workspace/case-from-sample.ts'
import { OwnCase } from '../../evals/workspace/own-case.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })

const PERIOD = {
  from: Instant.optional().describe('30 days before `to` where it is left out'),
  to: Instant.optional().describe('Now where it is left out'),
}

const agreement = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/shadow/agreement',
  tags: ['quality'],
  summary: 'What Recado would have done in shadow channels beside what people did',
  request: {
    query: z.object({
      ...PERIOD,
      channel_id: ExternalId.optional(),
      waits_h: z.coerce
        .number()
        .int()
        .min(1)
        .max(720)
        .default(24)
        .describe('Hours that people may take before nothing counts as what they did'),
    }),
  },
  responses: { 200: json('Agreement by category, language and confidence', ShadowAgreement) },
})

const list = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/qa-samples',
  tags: ['quality'],
  summary: 'Replies that were drawn to be judged, newest first',
  request: {
    query: PageQuery.extend({
      state: z.enum(['open', 'judged']).optional(),
      verdict: Verdict.optional(),
      channel_id: ExternalId.optional(),
    }),
  },
  responses: { 200: json('Samples', pageOf(QaSample)) },
})

const next = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/qa-samples/next',
  tags: ['quality'],
  summary: 'The oldest sample that you may judge: none of your own, and none that you judged',
  responses: {
    200: json('The sample; null where there is none', z.object({ data: z.union([QaSample, z.null()]) })),
  },
})

const results = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/qa-samples/results',
  tags: ['quality'],
  summary: 'What reviewers made of the replies of a period',
  request: {
    query: z.object({ ...PERIOD, by: QaResults.shape.by.default('template') }),
  },
  responses: { 200: json('By reviewer, template, model or another field', QaResults) },
})

const get = defineRoute('qa:read', {
  method: 'get',
  path: '/v1/qa-samples/{id}',
  tags: ['quality'],
  summary: 'Read a sample',
  request: { params: Params },
  responses: { 200: json('The sample', QaSample), ...NOT_FOUND },
})

const review = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/qa-samples/{id}/reviews',
  tags: ['quality'],
  summary: 'Judge a sample by the rubric',
  description:
    'Needs the key of a member who did not let the reply go out. A channel whose judged answers show that it breaks its promise falls back to drafts.',
  request: { params: Params, body: jsonBody(QaReviewInput) },
  responses: { 201: json('The sample', QaSample), ...NOT_FOUND, ...CONFLICT },
})

const makeCase = defineRoute('qa:write', {
  method: 'post',
  path: '/v1/qa-samples/{id}/case',
  tags: ['quality'],
  summary: 'Make a case of a sample that was judged wrong',
  description:
    'The thread up to what was answered, with placeholders for personal data. It counts once another member has approved it.',
  request: { params: Params, body: jsonBody(SampleCaseInput) },
  responses: { 201: json('The case', OwnCase), ...NOT_FOUND, ...CONFLICT },
})

export function assuranceRoutes(ctx: Context) {
  return newRoutes()
    .openapi(agreement, async (c) => {
      const { channel_id, waits_h, ...period } = c.req.valid('query')
      const query = { ...periodOf(ctx, period), channelId: channel_id ?? null, waitsH: waits_h }
      return c.json(await readShadowAgreement(ctx, c.get('caller').workspaceId, query), 200)
    })
    .openapi(list, async (c) => {
      const { limit, cursor, state, verdict, channel_id } = c.req.valid('query')
      const { workspaceId, actor } = c.get('caller')
      const rows = await listSamples(ctx, workspaceId, actor.id, {
        state: state ?? null,
        verdict: verdict ?? null,
        channelId: channel_id ?? null,
        before: readCursor(cursor),
        limit: limit + 1,
      })
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
    .openapi(next, async (c) => {
      const { workspaceId, actor } = c.get('caller')
      return c.json({ data: await nextSample(ctx, workspaceId, actor.id) }, 200)
    })
    .openapi(results, async (c) => {
      const { by, ...period } = c.req.valid('query')
      const query = { ...periodOf(ctx, period), by }
      return c.json(await readResults(ctx, c.get('caller').workspaceId, query), 200)
    })
    .openapi(get, async (c) => {
      const { workspaceId, actor } = c.get('caller')
      return c.json(await getSample(ctx, workspaceId, actor.id, c.req.valid('param').id), 200)
    })
    .openapi(review, async (c) =>
      c.json(await reviewSample(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(makeCase, async (c) =>
      c.json(await caseFromSample(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
}

const DEFAULT_DAYS = 30

function periodOf(
  ctx: Pick<Context, 'clock'>,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
) {
  const end = to === undefined ? ctx.clock() : new Date(to)
  const begin = from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * 24 * 3600_000) : new Date(from)
  if (begin < end) return { from: begin, to: end }
  const detail = 'The period must end after it begins'
  throw new AppError('invalid_request', detail, { errors: [{ pointer: '/to', detail }] })
}
