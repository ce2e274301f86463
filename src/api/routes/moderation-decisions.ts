import { z } from '@hono/zod-openapi'
import { guardArchive } from '../../access/guard-archive.ts'
import type { Context } from '../../context.ts'
import { Instant } from '../../domain/instant.ts'
import { ModerationDecision } from '../../domain/moderation-decision.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { countReversals, ReversalCount } from '../../moderation/count-reversals.ts'
import { decideMessage, MessageDecisionInput } from '../../moderation/decide-message.ts'
import { listDecisions } from '../../moderation/read-decisions.ts'
import { ActionReport, reportAction } from '../../moderation/report-action.ts'
import { reverseDecision } from '../../moderation/reverse-decision.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'

const Params = z.object({ id: ResourceId })

const list = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/messages/{id}/moderation-decisions',
  tags: ['moderation'],
  summary: 'Everything that was decided about showing a message, newest first',
  request: { params: Params },
  responses: { 200: json('Decisions', z.object({ data: z.array(ModerationDecision) })) },
})

const decide = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/messages/{id}/moderation-decisions',
  tags: ['moderation'],
  summary: 'Decide about one message, or block or unblock its author',
  description:
    'The platform is asked by `message.action_requested`. What the decision contradicts is taken back.',
  request: { params: Params, body: jsonBody(MessageDecisionInput) },
  responses: { 201: json('The decision', ModerationDecision), ...NOT_FOUND, ...CONFLICT },
})

const report = defineRoute('messages:write', {
  method: 'post',
  path: '/v1/messages/{id}/action-result',
  tags: ['moderation'],
  summary: 'Say what became of an action that was requested',
  description: 'The same report again changes nothing. What failed goes to a person.',
  request: { params: Params, body: jsonBody(ActionReport) },
  responses: { 200: json('The decision behind the action', ModerationDecision), ...NOT_FOUND, ...CONFLICT },
})

const reverse = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/moderation-decisions/{id}/reverse',
  tags: ['moderation'],
  summary: 'Take a decision back, within 30 days',
  request: { params: Params, body: jsonBody(z.object({ reason: textField(1, 1000) })) },
  responses: { 201: json('The decision that takes it back', ModerationDecision), ...NOT_FOUND, ...CONFLICT },
})

const summary = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/moderation-decisions/reversals',
  tags: ['moderation'],
  summary: 'How often people took back what each threshold and rule decided',
  request: { query: z.object({ since: Instant }) },
  responses: { 200: json('By what decided', z.object({ data: z.array(ReversalCount) })) },
})

export function moderationDecisionRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { workspaceId } = c.get('caller')
      const data = await listDecisions(ctx, workspaceId, c.req.valid('param').id)
      if (data[0] !== undefined) await guardArchive(ctx, workspaceId, c.get('scopes'), data[0].thread_id)
      return c.json({ data }, 200)
    })
    .openapi(decide, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await decideMessage(ctx, c.get('caller'), id, c.req.valid('json')), 201)
    })
    .openapi(report, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await reportAction(ctx, c.get('caller'), id, c.req.valid('json')), 200)
    })
    .openapi(reverse, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await reverseDecision(ctx, c.get('caller'), id, c.req.valid('json').reason), 201)
    })
    .openapi(summary, async (c) => {
      const since = new Date(c.req.valid('query').since)
      return c.json({ data: await countReversals(ctx, c.get('caller').workspaceId, since) }, 200)
    })
}
