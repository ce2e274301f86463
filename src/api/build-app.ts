import { requestId } from 'hono/request-id'
import type { Context } from '../context.ts'
import { newReadiness, type Readiness } from '../readiness.ts'
import type { App } from './app-env.ts'
import { authenticate } from './authenticate.ts'
import { countRequests } from './count-requests.ts'
import { IDEMPOTENCY_KEY, newRoutes } from './define-route.ts'
import { handleError } from './handle-error.ts'
import { limitRate } from './limit-rate.ts'
import { makeMetrics, measureRequests } from './measure-requests.ts'
import { problem } from './problem.ts'
import { readBody } from './read-body.ts'
import { replayAnswer } from './replay-answer.ts'
import { accessRoutes } from './routes/access.ts'
import { appealRoutes } from './routes/appeals.ts'
import { assuranceRoutes } from './routes/assurance.ts'
import { auditRoutes } from './routes/audit.ts'
import { broadcastRoutes } from './routes/broadcasts.ts'
import { channelRoutes } from './routes/channels.ts'
import { classifyRoutes } from './routes/classify.ts'
import { clockSettingRoutes } from './routes/clock-settings.ts'
import { confidenceRoutes } from './routes/confidence.ts'
import { contactRoutes } from './routes/contacts.ts'
import { draftRoutes } from './routes/drafts.ts'
import { evalRoutes } from './routes/evals.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/exports.ts'
import { importRoutes } from './routes/imports.ts'
import { knowledgeRoutes } from './routes/knowledge.ts'
import { knowledgeCareRoutes } from './routes/knowledge-care.ts'
import { knowledgeUpkeepRoutes } from './routes/knowledge-upkeep.ts'
import { memberRoutes } from './routes/members.ts'
import { messageRoutes } from './routes/messages.ts'
import { modelRoutes } from './routes/models.ts'
import { moderateRoutes } from './routes/moderate.ts'
import { moderationRoutes } from './routes/moderation.ts'
import { moderationDecisionRoutes } from './routes/moderation-decisions.ts'
import { outcomeRoutes } from './routes/outcomes.ts'
import { policyRoutes } from './routes/policies.ts'
import { privacyRoutes } from './routes/privacy.ts'
import { queueRoutes } from './routes/queues.ts'
import { quickReplyRoutes } from './routes/quick-replies.ts'
import { reassignRoutes } from './routes/reassign.ts'
import { replayRoutes } from './routes/replay.ts'
import { reportRoutes } from './routes/reports.ts'
import { retentionRoutes } from './routes/retention.ts'
import { routingRoutes } from './routes/routing.ts'
import { ruleRoutes } from './routes/rules.ts'
import { suggestionRoutes } from './routes/suggestions.ts'
import { docsRoutes, metricsRoutes, systemRoutes } from './routes/system.ts'
import { templateRoutes } from './routes/templates.ts'
import { threadVerbRoutes } from './routes/thread-verbs.ts'
import { threadRoutes } from './routes/threads.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { wordListRoutes } from './routes/word-lists.ts'

/** The whole HTTP surface over a context; it listens nowhere by itself. */
export function buildApp(ctx: Context, readiness: Readiness): App {
  const app = newRoutes()
  const metrics = makeMetrics()
  app.onError(handleError(ctx.logger))
  app.notFound((c) => problem(c, 'not_found', `There is nothing at ${c.req.method} ${c.req.path}`))
  app.use(
    requestId({ generator: () => ctx.newId('req') }),
    measureRequests(metrics),
    countRequests(readiness),
  )
  app.route('/', systemRoutes(ctx, readiness))
  app.route('/', docsRoutes())
  app.use('/metrics', authenticate(ctx))
  app.route('/', metricsRoutes(metrics))
  app.use('/v1/*', authenticate(ctx), limitRate(ctx.config.requestsPerMinute), readBody, replayAnswer(ctx))
  app.route('/', accessRoutes(ctx))
  app.route('/', clockSettingRoutes(ctx))
  app.route('/', memberRoutes(ctx))
  app.route('/', auditRoutes(ctx))
  app.route('/', broadcastRoutes(ctx))
  app.route('/', channelRoutes(ctx))
  app.route('/', classifyRoutes(ctx))
  app.route('/', modelRoutes(ctx))
  app.route('/', messageRoutes(ctx, readiness))
  app.route('/', reassignRoutes(ctx))
  app.route('/', threadRoutes(ctx))
  app.route('/', threadVerbRoutes(ctx))
  app.route('/', outcomeRoutes(ctx))
  app.route('/', queueRoutes(ctx))
  app.route('/', routingRoutes(ctx))
  app.route('/', ruleRoutes(ctx))
  app.route('/', templateRoutes(ctx))
  app.route('/', quickReplyRoutes(ctx))
  app.route('/', confidenceRoutes(ctx))
  app.route('/', reportRoutes(ctx))
  app.route('/', evalRoutes(ctx))
  app.route('/', contactRoutes(ctx))
  app.route('/', draftRoutes(ctx))
  app.route('/', importRoutes(ctx))
  app.route('/', knowledgeRoutes(ctx))
  app.route('/', knowledgeUpkeepRoutes(ctx))
  app.route('/', knowledgeCareRoutes(ctx))
  app.route('/', suggestionRoutes(ctx))
  app.route('/', moderateRoutes(ctx))
  app.route('/', moderationRoutes(ctx))
  app.route('/', moderationDecisionRoutes(ctx))
  app.route('/', appealRoutes(ctx))
  app.route('/', policyRoutes(ctx))
  app.route('/', replayRoutes(ctx))
  app.route('/', assuranceRoutes(ctx))
  app.route('/', wordListRoutes(ctx))
  app.route('/', privacyRoutes(ctx))
  app.route('/', retentionRoutes(ctx))
  app.route('/', exportRoutes(ctx))
  app.route('/', webhookRoutes(ctx))
  app.route('/', eventRoutes(ctx))
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.openAPIRegistry.registerComponent('parameters', 'IdempotencyKey', IDEMPOTENCY_KEY)
  app.doc31('/openapi.json', DOCUMENT)
  return app
}

/** What holds for every route, for whoever reads /docs from the top. */
const OVERVIEW = `The front desk of an inbox.

- **Keys**: \`authorization: Bearer KEY\`. Each route names the scope that it needs as \`x-required-scope\`.
- **Faults** are \`application/problem+json\` (RFC 9457): \`type\` stays the same, \`errors[].pointer\` names the field,
  \`request_id\` finds the request in the log.
- **Pages**: lists take \`limit\` (up to 100) and \`cursor\`, and go on with \`next_cursor\` until it is null.
- **Sent twice**: a message is known by its \`external_id\`; any other POST may carry an \`idempotency-key\`.
- **Edited by two**: what answers with an \`etag\` takes \`if-match\`, and a stale copy is 412.
- **Limits**: \`ratelimit\` says how many requests are left; 429 says \`retry-after\`.
- **Unknown fields** are ignored, so that your client may be newer than the server; where the document says
  \`additionalProperties: false\` (rules, policies, templates, broadcasts and other things that people write) they are refused, so that
  a slip is seen.
- **Events** go to webhooks as [Standard Webhooks](https://www.standardwebhooks.com), at least once and in any order, and stand
  in \`GET /v1/events\` in order and without gaps. One happens once however often it is delivered: its id is \`webhook-id\` there
  and \`id\` here.`

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Recado', version: '1', description: OVERVIEW },
}

/** The OpenAPI document by itself: no route is called, so nothing of the context is needed. */
export function describeApi() {
  const unused = { config: { requestsPerMinute: 1 } } as Context
  return buildApp(unused, newReadiness()).getOpenAPI31Document(DOCUMENT)
}
