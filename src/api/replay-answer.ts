import { createHash } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { forgetAnswer, keepAnswer, reserveAnswer } from '../access/keep-answer.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './app-env.ts'

const LONGEST_KEY = 255
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'preference-applied']

/**
 * `Idempotency-Key` on a POST (draft-ietf-httpapi-idempotency-key-header): the same key with the same request gets the
 * first answer again for 24 hours. Another request under the key is 422, one still running 409. Answers of 5xx are not
 * kept, nor are those that show a secret once (`cache-control: no-store`).
 */
export function replayAnswer(ctx: Pick<Context, 'db' | 'clock'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || c.req.method !== 'POST') return next()
    if (key === '' || key.length > LONGEST_KEY) {
      throw new AppError('invalid_request', `An Idempotency-Key has 1 to ${LONGEST_KEY} characters`)
    }
    const slot = { workspaceId: c.get('caller').workspaceId, key }
    const found = await reserveAnswer(ctx, slot, await fingerprint(c.get('keyId'), c.req.raw))
    if (found.kind === 'mismatch') {
      throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another request')
    }
    if (found.kind === 'in_flight') {
      throw new AppError(
        'idempotency_in_flight',
        'The first request with this Idempotency-Key is still running',
      )
    }
    if (found.kind === 'secret') {
      throw new AppError('conflict', 'The first answer showed a secret, which is shown only once')
    }
    if (found.kind === 'kept') {
      return c.body(found.body, found.status as 200, { ...found.headers, 'idempotent-replayed': 'true' })
    }
    await next()
    if (c.res.status >= 500) return forgetAnswer(ctx, slot)
    const isSecret = (c.res.headers.get('cache-control') ?? '').includes('no-store')
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = c.res.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    await keepAnswer(ctx, slot, {
      status: c.res.status,
      headers,
      body: isSecret ? null : await c.res.clone().text(),
    })
  })
}

/** Of the key too: what one key was answered is not for another, which may lack the scope. */
async function fingerprint(keyId: string, request: Request): Promise<string> {
  const body = await request.clone().text()
  return createHash('sha256')
    .update(`${keyId} ${request.method} ${new URL(request.url).pathname}\n${body}`)
    .digest('hex')
}
