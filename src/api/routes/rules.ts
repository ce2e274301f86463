import { z } from '@hono/zod-openapi'
import { guardArchive } from '../../access/guard-archive.ts'
import type { Context } from '../../context.ts'
import { ReplyRules, ReplyRulesDocument } from '../../domain/reply-rules.ts'
import { ResourceId } from '../../domain/text.ts'
import { dryRunRules, RulesDryRun, RulesDryRunInput } from '../../pipeline/dry-run-rules.ts'
import { DecidedRules, readRuleTrace } from '../../pipeline/read-rule-trace.ts'
import { putReplyRules } from '../../rules/put-reply-rules.ts'
import { listReplyRuleVersions, readReplyRules } from '../../rules/read-reply-rules.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readNumberCursor, toPage } from '../page.ts'

const get = defineRoute('rules:read', {
  method: 'get',
  path: '/v1/rules',
  tags: ['rules'],
  summary: 'What is said without a model: keywords, greeting, away, acknowledgement, comments',
  responses: { 200: json('The rules that hold', ReplyRules) },
})

const put = defineRoute('rules:write', {
  method: 'put',
  path: '/v1/rules',
  tags: ['rules'],
  summary: 'Store a new version of the rules; it holds from the next turn on',
  request: {
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonBody(ReplyRulesDocument),
  },
  responses: { 200: json('The rules that hold now', ReplyRules), ...STALE },
})

const versions = defineRoute('rules:read', {
  method: 'get',
  path: '/v1/rules/versions',
  tags: ['rules'],
  summary: 'Every version that the rules ever had, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Versions', pageOf(ReplyRules)) },
})

const dryRun = defineRoute('rules:read', {
  method: 'post',
  path: '/v1/rules/dry-run',
  tags: ['rules'],
  summary: 'What the rules would say to a message, and why; nothing is sent',
  request: { body: jsonBody(RulesDryRunInput) },
  responses: { 200: json('What the rules say to it', RulesDryRun) },
})

const trace = defineRoute('rules:read', {
  method: 'get',
  path: '/v1/messages/{id}/rules',
  tags: ['rules'],
  summary: 'How the rules were asked when a message was decided, and what kept each from speaking',
  request: { params: z.object({ id: ResourceId }) },
  responses: { 200: json('The rules as they were asked', DecidedRules), ...NOT_FOUND, ...CONFLICT },
})

export function ruleRoutes(ctx: Context) {
  return newRoutes()
    .openapi(get, async (c) => {
      const rules = await readReplyRules(ctx.db, c.get('caller').workspaceId)
      c.header('etag', entityTag(rules.version))
      return c.json(rules, 200)
    })
    .openapi(put, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      const rules = await putReplyRules(ctx, c.get('caller'), version, c.req.valid('json'))
      c.header('etag', entityTag(rules.version))
      return c.json(rules, 200)
    })
    .openapi(versions, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const before = readNumberCursor(cursor)
      const rows = await listReplyRuleVersions(ctx, c.get('caller').workspaceId, before, limit + 1)
      return c.json(
        toPage(rows, limit, (row) => String(row.version)),
        200,
      )
    })
    .openapi(dryRun, async (c) => c.json(await dryRunRules(ctx, c.get('caller'), c.req.valid('json')), 200))
    .openapi(trace, async (c) => {
      const { workspaceId } = c.get('caller')
      const asked = await readRuleTrace(ctx, workspaceId, c.req.valid('param').id)
      await guardArchive(ctx, workspaceId, c.get('scopes'), asked.thread_id)
      return c.json(asked, 200)
    })
}
