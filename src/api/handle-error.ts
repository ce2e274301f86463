import type { Context as HonoContext } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, type ErrorCode, nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { AppEnv } from './app-env.ts'
import { problem } from './problem.ts'

const FRAMEWORK_CODES: Record<number, ErrorCode> = {
  400: 'malformed_json',
  413: 'too_large',
  415: 'unsupported_media_type',
}

/** The framework says no more than that it is another one. */
const OTHER_TYPE =
  'Send the body with the header content-type: application/json; /docs names where it is another one'

/** Turns whatever was thrown into problem+json. An unexpected error reveals nothing but the request id. */
export function handleError(logger: Logger) {
  return (error: Error, c: HonoContext<AppEnv>): Response => {
    if (error instanceof AppError) {
      const answer = problem(c, error.code, error.message, error.errors)
      // The rest of the body is not read, so the connection ends: said, so that no next request is sent into it.
      if (error.code === 'too_large') answer.headers.set('connection', 'close')
      // Its code is known, its cause is the operator's to mend: a secret or a model that cannot be read.
      if (answer.status === 500)
        logger.error({ request_id: c.get('requestId'), err: nameError(error) }, 'request failed')
      return answer
    }
    if (error instanceof HTTPException) {
      const code = FRAMEWORK_CODES[error.status]
      if (code === 'unsupported_media_type') return problem(c, code, OTHER_TYPE)
      if (code !== undefined) return problem(c, code, error.message || 'The body could not be read')
    }
    logger.error({ request_id: c.get('requestId'), err: nameError(error) }, 'request failed')
    const body = {
      type: 'urn:recado:problem:internal',
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong here. The request id helps to find it in the log.',
      instance: c.req.path,
      request_id: c.get('requestId'),
      errors: [],
    }
    return c.body(JSON.stringify(body), 500, { 'content-type': 'application/problem+json' })
  }
}
