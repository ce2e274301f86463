import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import type { DeskContext, ThreadRow } from '../../desk/change-thread.ts'
import { claimThread, releaseThread, renewClaim } from '../../desk/claim-thread.ts'
import { escalateThread, handOverThread, type Receiver } from '../../desk/hand-over-thread.ts'
import { viewThread } from '../../desk/read-threads.ts'
import { reopenThread, resolveThread } from '../../desk/resolve-thread.ts'
import { snoozeThread } from '../../desk/snooze-thread.ts'
import type { Caller } from '../../domain/actor.ts'
import { Instant } from '../../domain/instant.ts'
import { CLAIM_MS } from '../../domain/move-thread.ts'
import { ResourceId, textField } from '../../domain/text.ts'
import { Thread } from '../../domain/thread.ts'
import { CONFLICT, defineRoute, json, jsonBody, NOT_FOUND, newRoutes, STALE } from '../define-route.ts'
import { entityTag, readIfMatch } from '../entity-tag.ts'

const Params = z.object({ id: ResourceId })
const Headers = z.object({ 'if-match': z.string().optional() })

/** How long a claim holds without being renewed. */
export const ClaimInput = z.object({
  lease_s: z
    .int()
    .min(30)
    .max(86_400)
    .default(CLAIM_MS / 1000)
    .describe('Seconds that the claim holds'),
})

const ReceiverInput = z
  .object({
    member_id: ResourceId.optional(),
    queue_id: ResourceId.optional(),
    comment: textField(1, 2000).optional().describe('What the generated note should say besides'),
  })
  .refine((to) => to.member_id !== undefined || to.queue_id !== undefined, 'Name member_id or queue_id')

const EscalationInput = z.object({
  member_id: ResourceId.optional(),
  queue_id: ResourceId.optional().describe('Without either it waits, escalated, in the queue it is in'),
  comment: textField(1, 2000).optional().describe('Why, and what the generated note should say besides'),
})

const SnoozeInput = z.object({ until: Instant })
const ResolveInput = z.object({ reason: textField(1, 500).optional().describe('Why it is closed') })
const Nothing = z.object({})

type Verb<T> = (
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  input: T,
) => Promise<ThreadRow>

interface VerbRoute<S extends z.ZodType = z.ZodType> {
  readonly summary: string
  readonly input: S
  readonly verb: Verb<z.infer<S>>
}

const verb = <S extends z.ZodType>(summary: string, input: S, run: Verb<z.infer<S>>): VerbRoute<S> => ({
  summary,
  input,
  verb: run,
})

const receiverOf = (input: z.infer<typeof EscalationInput>): Receiver => ({
  memberId: input.member_id ?? null,
  queueId: input.queue_id ?? null,
  comment: input.comment ?? null,
})

const VERBS = {
  claim: verb(
    'Take a thread for a while: Recado then only suggests',
    ClaimInput,
    (ctx, caller, id, rev, input) => claimThread(ctx, caller, id, rev, input.lease_s * 1000),
  ),
  renew: verb('Hold a claimed thread for longer', ClaimInput, (ctx, caller, id, rev, input) =>
    renewClaim(ctx, caller, id, rev, input.lease_s * 1000),
  ),
  release: verb('Give a thread back', Nothing, (ctx, caller, id, rev) => releaseThread(ctx, caller, id, rev)),
  'hand-over': verb(
    'Give a thread to a member or a queue, with a generated note',
    ReceiverInput,
    (ctx, caller, id, rev, input) => handOverThread(ctx, caller, id, rev, receiverOf(input)),
  ),
  escalate: verb('Take a thread one level up', EscalationInput, (ctx, caller, id, rev, input) =>
    escalateThread(ctx, caller, id, rev, receiverOf(input)),
  ),
  snooze: verb(
    'Put a thread aside until a time or until the customer writes',
    SnoozeInput,
    (ctx, caller, id, rev, input) => snoozeThread(ctx, caller, id, rev, new Date(input.until)),
  ),
  resolve: verb('End the episode', ResolveInput, (ctx, caller, id, rev, input) =>
    resolveThread(ctx, caller, id, rev, input.reason ?? null),
  ),
  reopen: verb('Open a resolved thread as a new episode', Nothing, (ctx, caller, id, rev) =>
    reopenThread(ctx, caller, id, rev),
  ),
} as const

/** What may be left out needs no body at all. */
const isOptional = (input: z.ZodType) => input.safeParse({}).success

function routeOf(name: string, { summary, input }: VerbRoute) {
  return defineRoute('threads:write', {
    method: 'post',
    path: `/v1/threads/{id}/${name}`,
    tags: ['threads'],
    summary,
    request: {
      params: Params,
      headers: Headers,
      body: { ...jsonBody(input), required: !isOptional(input) },
    },
    responses: { 200: json('The changed thread', Thread), ...NOT_FOUND, ...CONFLICT, ...STALE },
  })
}

/** `POST /v1/threads/{id}/…`: what people do with a thread. */
export function threadVerbRoutes(ctx: Context) {
  const routes = newRoutes()
  for (const [name, route] of Object.entries(VERBS) as [string, VerbRoute][]) {
    routes.openapi(routeOf(name, route), async (c) => {
      const revision = readIfMatch(c.req.valid('header')['if-match'])
      const input = route.input.parse(c.req.valid('json') ?? {})
      const thread = await route.verb(ctx, c.get('caller'), c.req.valid('param').id, revision, input)
      c.header('etag', entityTag(thread.revision))
      return c.json(viewThread(thread), 200)
    })
  }
  return routes
}
