import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import type { Caller } from '../../domain/actor.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { claimQuarantine } from '../../moderation/claim-quarantine.ts'
import { decideQuarantine } from '../../moderation/decide-quarantine.ts'
import { maskWritten } from '../../moderation/mask-written.ts'
import { listQuarantine, QuarantineItem, QuarantineState } from '../../moderation/read-quarantine.ts'
import { ArchiveQuery, readArchive } from '../archive-query.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const Why = z.object({
  reason: textField(1, 1000),
  rule: textField(1, 60).optional().describe('The rule of the policy that it rests on'),
})

const list = defineRoute('moderation:read', {
  method: 'get',
  path: '/v1/quarantine',
  tags: ['moderation'],
  summary: 'Messages held until a person looks, newest first, with placeholders for personal data',
  request: { query: PageQuery.extend({ ...ArchiveQuery.shape, state: QuarantineState.default('held') }) },
  responses: { 200: json('Held messages', pageOf(QuarantineItem)) },
})

const claim = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/quarantine/{id}/claim',
  tags: ['moderation'],
  summary: 'Look at it, so that nobody else does for ten minutes',
  request: { params: Params },
  responses: { 200: json('The claimed message', QuarantineItem), ...NOT_FOUND, ...CONFLICT },
})

const release = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/quarantine/{id}/release',
  tags: ['moderation'],
  summary: 'It was harmless: hand its thread to a person',
  request: { params: Params, body: jsonBody(Why) },
  responses: { 200: json('The released message', QuarantineItem), ...NOT_FOUND, ...CONFLICT },
})

const confirm = defineRoute('moderation:write', {
  method: 'post',
  path: '/v1/quarantine/{id}/confirm',
  tags: ['moderation'],
  summary: 'It stays away; with `block`, its sender is blocked',
  request: { params: Params, body: jsonBody(Why.extend({ block: z.boolean().default(false) })) },
  responses: { 200: json('The confirmed message', QuarantineItem), ...NOT_FOUND, ...CONFLICT },
})

/** What of a held message somebody wrote. */
const WRITTEN = ['text', 'decided_reason'] as const

export function moderationRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, state, archived } = c.req.valid('query')
      const filter = { state, before: readCursor(cursor), limit: limit + 1 }
      const { workspaceId } = c.get('caller')
      const archive = await readArchive(ctx, c, 'conversations', archived)
      const rows = await listQuarantine(ctx, workspaceId, filter, archive)
      const items = await maskWritten(ctx, workspaceId, rows, WRITTEN)
      return c.json(
        toPage(items, limit, (row) => row.id),
        200,
      )
    })
    .openapi(claim, async (c) => {
      const item = await claimQuarantine(ctx, c.get('caller'), c.req.valid('param').id)
      return c.json(await maskItem(ctx, c.get('caller'), item), 200)
    })
    .openapi(release, async (c) => {
      const { reason, rule = null } = c.req.valid('json')
      const input = { state: 'released' as const, reason, rule, block: false }
      const item = await decideQuarantine(ctx, c.get('caller'), c.req.valid('param').id, input)
      return c.json(await maskItem(ctx, c.get('caller'), item), 200)
    })
    .openapi(confirm, async (c) => {
      const { rule = null, ...why } = c.req.valid('json')
      const input = { state: 'confirmed' as const, rule, ...why }
      const item = await decideQuarantine(ctx, c.get('caller'), c.req.valid('param').id, input)
      return c.json(await maskItem(ctx, c.get('caller'), item), 200)
    })
}

async function maskItem(ctx: Context, caller: Caller, item: QuarantineItem): Promise<QuarantineItem> {
  const [masked] = await maskWritten(ctx, caller.workspaceId, [item], WRITTEN)
  return masked!
}
