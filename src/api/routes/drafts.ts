import { z } from '@hono/zod-openapi'
import { guardArchive } from '../../access/guard-archive.ts'
import type { Context } from '../../context.ts'
import { DraftState } from '../../domain/draft.ts'
import { Variables } from '../../domain/template.ts'
import { ExternalId, ResourceId, textField, trimmedField } from '../../domain/text.ts'
import { draftAnew } from '../../review/draft-anew.ts'
import { getDraft, listDrafts, ReviewedDraft, viewReviewedDraft } from '../../review/read-drafts.ts'
import { replyToThread } from '../../review/reply-to-thread.ts'
import { replyWithTemplate } from '../../review/reply-with-template.ts'
import { reportSendResult } from '../../review/report-send-result.ts'
import { approveDraft, rateDraft, rejectDraft } from '../../review/review-draft.ts'
import { ArchiveQuery, readArchive } from '../archive-query.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../page.ts'

const Params = z.object({ id: ResourceId })
const IfMatch = z.object({ 'if-match': z.string().optional() })
const CHANGED = { 200: json('The changed draft', ReviewedDraft), ...NOT_FOUND, ...CONFLICT, ...STALE }

const list = defineRoute('drafts:read', {
  method: 'get',
  path: '/v1/drafts',
  tags: ['review'],
  summary: 'List drafts, newest first',
  request: { query: PageQuery.extend({ ...ArchiveQuery.shape, state: DraftState.optional() }) },
  responses: { 200: json('Drafts', pageOf(ReviewedDraft)) },
})

const get = defineRoute('drafts:read', {
  method: 'get',
  path: '/v1/drafts/{id}',
  tags: ['review'],
  summary: 'Read a draft',
  request: { params: Params },
  responses: { 200: json('The draft', ReviewedDraft), ...NOT_FOUND },
})

const approve = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/drafts/{id}/approve',
  tags: ['review'],
  summary: 'Let a draft go out, as it is or edited',
  request: {
    params: Params,
    headers: IfMatch,
    body: { ...jsonBody(z.object({ text: trimmedField(1, 10_000).optional() })), required: false },
  },
  responses: CHANGED,
})

const reject = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/drafts/{id}/reject',
  tags: ['review'],
  summary: 'Hold a draft back; a person answers',
  request: { params: Params, headers: IfMatch, body: jsonBody(z.object({ reason: textField(1, 1000) })) },
  responses: CHANGED,
})

const anew = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/drafts/{id}/draft-anew',
  tags: ['review'],
  summary: 'Take a draft back and have its message decided anew',
  description: 'With the knowledge and the models as they are now; what comes of it is another decision.',
  request: { params: Params, headers: IfMatch },
  responses: { ...CHANGED, 200: json('The draft, which is taken back', ReviewedDraft) },
})

const rate = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/drafts/{id}/feedback',
  tags: ['review'],
  summary: 'Say what you think of a draft',
  request: {
    params: Params,
    body: jsonBody(
      z.object({
        rating: z.enum(['good', 'bad']),
        comment: textField(0, 2000).optional(),
        entry_id: ExternalId.optional().describe('The citation that it is about'),
      }),
    ),
  },
  responses: { 200: json('The kept feedback', z.object({ feedback_id: z.string() })), ...NOT_FOUND },
})

const sendResult = defineRoute('messages:write', {
  method: 'post',
  path: '/v1/drafts/{id}/send-result',
  tags: ['review'],
  summary: 'The platform reports what became of a reply',
  request: {
    params: Params,
    body: jsonBody(z.object({ status: z.enum(['sent', 'failed']), code: textField(1, 100).optional() })),
  },
  responses: { 200: json('The draft', ReviewedDraft), ...NOT_FOUND, ...CONFLICT },
})

const Answered = ResourceId.optional().describe(
  'The message of the thread that it answers; the newest where omitted',
)

const reply = defineRoute('drafts:write', {
  method: 'post',
  path: '/v1/threads/{id}/replies',
  tags: ['review'],
  summary: 'Answer in your own words, or with those of an approved template',
  description:
    'Asks the platform to send them (`reply.requested`). Drafts that wait are taken back, and Recado only suggests for the rest of the episode. Under a post only whoever wrote the message has been answered: the drafts and waits of others stay.',
  request: {
    params: Params,
    headers: IfMatch,
    body: jsonBody(
      z.union([
        z.object({ text: trimmedField(1, 10_000), message_id: Answered }),
        z.strictObject({ template_id: ResourceId, variables: Variables.default({}), message_id: Answered }),
      ]),
    ),
  },
  responses: { 201: json('The reply', ReviewedDraft), ...NOT_FOUND, ...CONFLICT, ...STALE },
})

export function draftRoutes(ctx: Context) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, state, archived } = c.req.valid('query')
      const filter = { state: state ?? null, before: readCursor(cursor), limit: limit + 1 }
      const archive = await readArchive(ctx, c, 'conversations', archived)
      const rows = await listDrafts(ctx, c.get('caller').workspaceId, filter, archive)
      const page = toPage(rows, limit, (row) => row.id)
      return c.json({ ...page, data: page.data.map(viewReviewedDraft) }, 200)
    })
    .openapi(get, async (c) => {
      const draft = await getDraft(ctx, c.get('caller').workspaceId, c.req.valid('param').id)
      await guardArchive(ctx, c.get('caller').workspaceId, c.get('scopes'), draft.thread_id)
      c.header('etag', entityTag(draft.revision))
      return c.json(viewReviewedDraft(draft), 200)
    })
    .openapi(approve, async (c) => {
      const input = {
        text: c.req.valid('json')?.text ?? null,
        revision: readIfMatch(c.req.header('if-match')),
      }
      const draft = await approveDraft(ctx, c.get('caller'), c.req.valid('param').id, input)
      c.header('etag', entityTag(draft.revision))
      return c.json(viewReviewedDraft(draft), 200)
    })
    .openapi(reject, async (c) => {
      const input = { reason: c.req.valid('json').reason, revision: readIfMatch(c.req.header('if-match')) }
      const draft = await rejectDraft(ctx, c.get('caller'), c.req.valid('param').id, input)
      c.header('etag', entityTag(draft.revision))
      return c.json(viewReviewedDraft(draft), 200)
    })
    .openapi(anew, async (c) => {
      const revision = readIfMatch(c.req.header('if-match'))
      const draft = await draftAnew(ctx, c.get('caller'), c.req.valid('param').id, revision)
      c.header('etag', entityTag(draft.revision))
      return c.json(viewReviewedDraft(draft), 200)
    })
    .openapi(reply, async (c) => {
      const body = c.req.valid('json')
      const revision = readIfMatch(c.req.header('if-match'))
      const messageId = body.message_id ?? null
      const { id } = c.req.valid('param')
      const draft =
        'text' in body
          ? await replyToThread(ctx, c.get('caller'), id, { text: body.text, revision, messageId })
          : await replyWithTemplate(ctx, c.get('caller'), id, {
              templateId: body.template_id,
              variables: body.variables,
              revision,
              messageId,
            })
      return c.json(viewReviewedDraft(draft), 201)
    })
    .openapi(rate, async (c) => {
      const id = await rateDraft(ctx, c.get('caller'), c.req.valid('param').id, c.req.valid('json'))
      return c.json({ feedback_id: id }, 200)
    })
    .openapi(sendResult, async (c) => {
      const { status, code } = c.req.valid('json')
      const draft = await reportSendResult(ctx, c.get('caller'), c.req.valid('param').id, {
        status,
        code: code ?? null,
      })
      return c.json(viewReviewedDraft(draft), 200)
    })
}
