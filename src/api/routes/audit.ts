import { z } from '@hono/zod-openapi'
import { AuditEntry, AuditFilter, readAudit } from '../../access/read-audit.ts'
import { AuditVerification, verifyAudit } from '../../access/verify-audit.ts'
import type { Context } from '../../context.ts'
import { ResourceId } from '../../domain/text.ts'
import { ArchiveQuery, readArchive } from '../archive-query.ts'
import { defineRoute, json, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const list = defineRoute('audit:read', {
  method: 'get',
  path: '/v1/audit-events',
  tags: ['audit'],
  summary: 'Who changed what, newest first',
  request: { query: PageQuery.extend({ ...AuditFilter.shape, ...ArchiveQuery.shape }) },
  responses: { 200: json('Audit entries', pageOf(AuditEntry)) },
})

const Expect = z
  .string()
  .regex(/^\d{1,9}:[0-9a-f]{64}$/, 'must be SEQ:HASH of an earlier head')
  .describe('SEQ:HASH of a head that was kept elsewhere: the chain must still hold it')

const verification = defineRoute('audit:read', {
  method: 'get',
  path: '/v1/audit-events/verification',
  tags: ['audit'],
  summary: 'Whether an entry was changed, removed or slipped in',
  description: 'Walks the whole chain. Keys of the workspace `default` may name another workspace.',
  request: { query: z.object({ workspace_id: ResourceId.optional(), expect: Expect.optional() }) },
  responses: { 200: json('What the chain shows', AuditVerification), ...NOT_FOUND },
})

export function auditRoutes(ctx: Context) {
  return newRoutes()
    .openapi(verification, async (c) => {
      const caller = c.get('caller')
      const { workspace_id, expect } = c.req.valid('query')
      const [seq, hash] = expect?.split(':') ?? []
      const expected = hash === undefined ? null : { seq: Number(seq), hash }
      return c.json(await verifyAudit(ctx, caller, workspace_id ?? caller.workspaceId, expected), 200)
    })
    .openapi(list, async (c) => {
      const { limit, cursor, archived, ...filter } = c.req.valid('query')
      const { workspaceId } = c.get('caller')
      const archive = await readArchive(ctx, c, 'audit', archived)
      const rows = await readAudit(ctx, workspaceId, filter, readCursor(cursor), limit + 1, archive)
      return c.json(
        toPage(rows, limit, (row) => row.id),
        200,
      )
    })
}
