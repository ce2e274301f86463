import { createRoute, OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import { hasScope, type Scope } from '../access/scopes.ts'
import { AppError } from '../errors.ts'
import type { App, AppEnv } from './app-env.ts'
import { Problem, pointerOf, problem } from './problem.ts'

/** A sub-application whose validation faults become 422 problem+json with pointers. */
export function newRoutes(): App {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const errors = result.error.issues.map((issue) => ({
        pointer: pointerOf(issue.path),
        detail: issue.message,
      }))
      const where = result.target === 'json' ? 'body' : result.target
      return problem(c, 'invalid_request', `The ${where} does not have the expected shape`, errors)
    },
  })
}

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})

const COMMON = {
  401: problemResponse('No valid API key'),
  403: problemResponse('The key lacks the scope'),
  422: problemResponse('The request has a wrong shape'),
  429: problemResponse('Too many requests'),
}
export const NOT_FOUND = { 404: problemResponse('There is no such thing in this workspace') }
export const CONFLICT = { 409: problemResponse('The state has changed or does not allow it') }
export const STALE = { 412: problemResponse('If-Match names a stale copy') }
export const BODY_ERRORS = {
  400: problemResponse('Malformed JSON'),
  413: problemResponse('The body is too large'),
  415: problemResponse('The content type is not understood'),
}

/** What `replayAnswer` does for every POST; named in the document by `buildApp`. */
export const IDEMPOTENCY_KEY = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description:
    'The same key with the same request gets the first answer again for 24 hours; with another request 422, while the first still runs 409',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const

/**
 * A route that needs a key with `scope`: adds the security scheme, the scope check and the answers that every
 * such route shares. The scope stands in the OpenAPI document as `x-required-scope`.
 */
export function defineRoute<const R extends RouteConfig>(scope: Scope, route: R) {
  const withBody = route.request?.body === undefined ? {} : BODY_ERRORS
  const isPost = route.method === 'post'
  return createRoute({
    ...route,
    ...(isPost ? { parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }] } : {}),
    security: [{ bearer: [] }],
    'x-required-scope': scope,
    middleware: [requireScope(scope)] as const,
    responses: { ...COMMON, ...(isPost ? CONFLICT : {}), ...withBody, ...route.responses } as R['responses'] &
      typeof COMMON &
      typeof BODY_ERRORS,
  })
}

function requireScope(scope: Scope) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!hasScope(c.get('scopes'), scope)) {
      throw new AppError('forbidden', `This needs a key with the scope ${scope}`)
    }
    await next()
  })
}

/** A JSON request body. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

/** A JSON answer. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } } as const
}
