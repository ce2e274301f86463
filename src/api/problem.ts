import { z } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ErrorCode, FieldError } from '../errors.ts'
import type { AppEnv } from './app-env.ts'

/** RFC 9457. `type` is a stable name of the fault, `errors[].pointer` an RFC 6901 pointer into the body. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  })
  .meta({ id: 'Problem' })

const STATUS: Record<ErrorCode, { status: ContentfulStatusCode; title: string }> = {
  invalid_request: { status: 422, title: 'The request has a wrong shape' },
  malformed_json: { status: 400, title: 'The body cannot be read' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'The state has changed' },
  claim_lost: { status: 409, title: 'Somebody else holds it now' },
  not_eligible: { status: 409, title: 'The member may not take it now' },
  opted_out: { status: 409, title: 'The contact wants no more messages' },
  gate_not_met: { status: 409, title: 'The channel may not answer by itself yet' },
  precondition_failed: { status: 412, title: 'The copy you edited is stale' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not understood' },
  rate_limited: { status: 429, title: 'Too many requests' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key was used for another request' },
  idempotency_in_flight: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still running',
  },
  unavailable: { status: 503, title: 'Not ready' },
  not_configured: { status: 409, title: 'This is not configured' },
  data_locked: { status: 500, title: 'Internal error' },
  secret_unreadable: { status: 500, title: 'Internal error' },
  model_corrupt: { status: 500, title: 'Internal error' },
  provider_failed: { status: 502, title: 'The provider failed' },
}

/** A problem+json answer for a code; the one place where codes become HTTP. */
export function problem(
  c: HonoContext<AppEnv>,
  code: ErrorCode,
  detail: string,
  errors: readonly FieldError[] = [],
): Response {
  const { status, title } = STATUS[code]
  const body: z.infer<typeof Problem> = {
    type: `urn:recado:problem:${code}`,
    title,
    status,
    detail,
    instance: c.req.path,
    request_id: c.get('requestId'),
    errors: [...errors],
  }
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' })
}

/** The path of a zod issue as a JSON pointer: `['items', 3, 'text']` → `/items/3/text`. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
