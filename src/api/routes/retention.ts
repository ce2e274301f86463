import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { RetentionDocument, RetentionPolicy } from '../../domain/retention.ts'
import { ResourceId } from '../../domain/text.ts'
import { previewRetention, RetentionPreview } from '../../privacy/preview-retention.ts'
import { putRetentionPolicy } from '../../privacy/put-retention-policy.ts'
import { listRetentionPolicies, readRetentionPolicy } from '../../privacy/read-retention-policy.ts'
import {
  hastenRetention,
  listCertificates,
  listRuns,
  RetentionCertificate,
  RetentionRun,
  viewRun,
} from '../../privacy/retention-run.ts'
import { defineRoute, json, jsonBody, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, readNumberCursor, toPage } from '../page.ts'

const get = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/retention-policy',
  tags: ['privacy'],
  summary: 'How long each class of data is in use, archived, and then gone',
  responses: { 200: json('The policy that holds', RetentionPolicy) },
})

const put = defineRoute('privacy:write', {
  method: 'put',
  path: '/v1/retention-policy',
  tags: ['privacy'],
  summary: 'Store a new version of the policy',
  description: 'Archives follow it at once; what goes does at the next run. Look at the preview first.',
  request: {
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonBody(RetentionDocument),
  },
  responses: { 200: json('The policy that holds now', RetentionPolicy), ...STALE },
})

const versions = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/retention-policy/versions',
  tags: ['privacy'],
  summary: 'Every version that the policy ever had, newest first',
  request: { query: PageQuery },
  responses: { 200: json('Versions', pageOf(RetentionPolicy)) },
})

const preview = defineRoute('privacy:read', {
  method: 'post',
  path: '/v1/retention-policy/preview',
  tags: ['privacy'],
  summary: 'What would go now, under the policy that holds or the one in the body; nothing goes',
  request: { body: { ...jsonBody(RetentionDocument), required: false } },
  responses: { 200: json('What would go, by class', RetentionPreview) },
})

const runs = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/retention-runs',
  tags: ['privacy'],
  summary: 'When retention ran and what went, newest first; the next run among them',
  request: { query: PageQuery },
  responses: { 200: json('Runs', pageOf(RetentionRun)) },
})

const hasten = defineRoute('privacy:write', {
  method: 'post',
  path: '/v1/retention-runs',
  tags: ['privacy'],
  summary: 'Let the next run begin now rather than a day after the last one',
  responses: { 202: json('The run', RetentionRun) },
})

const certificates = defineRoute('privacy:read', {
  method: 'get',
  path: '/v1/retention-certificates',
  tags: ['privacy'],
  summary: 'Proof of what went, without what it said; newest first',
  request: { query: PageQuery.extend({ run_id: ResourceId.optional() }) },
  responses: { 200: json('Certificates', pageOf(RetentionCertificate)) },
})

export function retentionRoutes(ctx: Context) {
  return newRoutes()
    .openapi(get, async (c) => {
      const policy = await readRetentionPolicy(ctx.db, c.get('caller').workspaceId)
      c.header('etag', entityTag(policy.version))
      return c.json(policy, 200)
    })
    .openapi(put, async (c) => {
      const version = readIfMatch(c.req.valid('header')['if-match'])
      const policy = await putRetentionPolicy(ctx, c.get('caller'), version, c.req.valid('json'))
      c.header('etag', entityTag(policy.version))
      return c.json(policy, 200)
    })
    .openapi(versions, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const rows = await listRetentionPolicies(ctx, workspaceId, readNumberCursor(cursor), limit + 1)
      return c.json(
        toPage(rows, limit, (row) => String(row.version)),
        200,
      )
    })
    .openapi(preview, async (c) => {
      const { workspaceId } = c.get('caller')
      const given: Partial<RetentionDocument> = c.req.valid('json')
      // Without a body there is not even a default.
      const policy = isWhole(given) ? given : await readRetentionPolicy(ctx.db, workspaceId)
      return c.json(await previewRetention(ctx, workspaceId, policy), 200)
    })
    .openapi(runs, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const rows = await listRuns(ctx, c.get('caller').workspaceId, readCursor(cursor), limit + 1)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewRun) }, 200)
    })
    .openapi(hasten, async (c) => c.json(viewRun(await hastenRetention(ctx, c.get('caller'))), 202))
    .openapi(certificates, async (c) => {
      const { limit, cursor, run_id = null } = c.req.valid('query')
      const filter = { runId: run_id, before: readCursor(cursor), limit: limit + 1 }
      const rows = await listCertificates(ctx, c.get('caller').workspaceId, filter)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
}

function isWhole(given: Partial<RetentionDocument>): given is RetentionDocument {
  return given.conversations !== undefined
}
