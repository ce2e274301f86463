import { z } from '@hono/zod-openapi'
import { guardArchive } from '../../access/guard-archive.ts'
import type { Context } from '../../context.ts'
import { Decision, DecisionPending } from '../../domain/decision.ts'
import { MessageAccepted, MessageInput } from '../../domain/message.ts'
import { ExternalId, ResourceId } from '../../domain/text.ts'
import { acceptBatch, BatchItem } from '../../inbox/accept-batch.ts'
import { acceptMessage } from '../../inbox/accept-message.ts'
import { deleteMessage, editMessage, MessageChanged, MessageEdit } from '../../inbox/change-message.ts'
import { awaitDecision, readDecision } from '../../pipeline/read-decision.ts'
import type { Readiness } from '../../readiness.ts'
import { CorrectionInput, correctMessage } from '../../review/correct-message.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes } from '../define-route.ts'
import { readWaitMs } from '../read-preference.ts'

const Params = z.object({ id: ResourceId })

const post = defineRoute('messages:write', {
  method: 'post',
  path: '/v1/messages',
  tags: ['messages'],
  summary: 'Hand over one DM or comment',
  description:
    'Answers after the message is stored. With `Prefer: wait=N` (1–30 seconds) it answers 200 with the decision as soon as it is recorded. The same external id in the same channel changes nothing and answers the same ids.',
  request: {
    headers: z.object({ prefer: z.string().optional().describe('`wait=N`, N from 1 to 30 seconds') }),
    body: jsonBody(MessageInput),
  },
  responses: {
    200: json('The decision, where the request waited for it', Decision),
    202: json('Stored', MessageAccepted),
  },
})

const batch = defineRoute('messages:write', {
  method: 'post',
  path: '/v1/messages/batch',
  tags: ['messages'],
  summary: 'Hand over up to 100 messages',
  description: 'Each item is accepted or refused by itself, in order.',
  request: { body: jsonBody(z.object({ messages: z.array(z.unknown()).min(1).max(100) })) },
  responses: { 200: json('One answer an item, in order', z.object({ data: z.array(BatchItem) })) },
})

const decision = defineRoute('messages:read', {
  method: 'get',
  path: '/v1/messages/{id}/decision',
  tags: ['messages'],
  summary: 'What was decided of a message',
  request: { params: Params },
  responses: {
    200: json('The decision', Decision),
    202: json('Not decided yet; ask again after `Retry-After` seconds', DecisionPending),
    ...NOT_FOUND,
  },
})

const correct = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/messages/{id}/correct',
  tags: ['review'],
  summary: 'Say what a message really was',
  description: 'Kept as feedback for later evaluation; the recorded decision stays as it was.',
  request: { params: Params, body: jsonBody(CorrectionInput) },
  responses: { 200: json('The kept correction', z.object({ feedback_id: z.string() })), ...NOT_FOUND },
})

const NamedParams = z.object({ id: ExternalId, external_id: ExternalId })

const edit = defineRoute('messages:write', {
  method: 'patch',
  path: '/v1/channels/{id}/messages/{external_id}',
  tags: ['messages'],
  summary: 'An author edited a message on the platform',
  description:
    'What it said before is kept. A draft that nobody sent is taken back, and a turn that nobody answered is decided anew.',
  request: { params: NamedParams, body: jsonBody(MessageEdit) },
  responses: { 200: json('The message', MessageChanged), ...NOT_FOUND, ...CONFLICT },
})

const remove = defineRoute('messages:write', {
  method: 'delete',
  path: '/v1/channels/{id}/messages/{external_id}',
  tags: ['messages'],
  summary: 'An author deleted a message on the platform',
  description:
    'Its words are removed, also from whatever quotes them; a draft that answered it is taken back.',
  request: { params: NamedParams },
  responses: { 200: json('The message', MessageChanged), ...NOT_FOUND },
})

export function messageRoutes(ctx: Context, readiness: Readiness) {
  return newRoutes()
    .openapi(post, async (c) => {
      const { workspaceId } = c.get('caller')
      const accepted = await acceptMessage(ctx, c.get('caller'), c.req.valid('json'))
      // A person's own message is not decided.
      if (c.req.valid('json').direction === 'outbound') return c.json(accepted, 202)
      c.header('location', `/v1/messages/${accepted.message_id}/decision`)
      const waitMs = readWaitMs(c.req.header('prefer'))
      if (waitMs === null) return c.json(accepted, 202)
      const isWaiting = () => !c.req.raw.signal.aborted && readiness.queue !== 'draining'
      const decided = await awaitDecision(ctx, workspaceId, accepted, waitMs, isWaiting)
      if (decided === null) return c.json(accepted, 202)
      c.header('preference-applied', `wait=${waitMs / 1000}`)
      return c.json(decided, 200)
    })
    .openapi(batch, async (c) => {
      return c.json({ data: await acceptBatch(ctx, c.get('caller'), c.req.valid('json').messages) }, 200)
    })
    .openapi(decision, async (c) => {
      const state = await readDecision(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      const { thread_id } = state.isDecided ? state.decision : state.pending
      await guardArchive(ctx, c.get('caller').workspaceId, c.get('scopes'), thread_id)
      if (state.isDecided) return c.json(state.decision, 200)
      c.header('retry-after', '1')
      return c.json(state.pending, 202)
    })
    .openapi(edit, async (c) => {
      const { id, external_id } = c.req.valid('param')
      const name = { channelId: id, externalId: external_id }
      return c.json(await editMessage(ctx, c.get('caller'), name, c.req.valid('json').text), 200)
    })
    .openapi(remove, async (c) => {
      const { id, external_id } = c.req.valid('param')
      const name = { channelId: id, externalId: external_id }
      return c.json(await deleteMessage(ctx, c.get('caller'), name), 200)
    })
    .openapi(correct, async (c) => {
      const id = await correctMessage(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json'))
      return c.json({ feedback_id: id }, 200)
    })
}
