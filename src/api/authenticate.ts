import { createMiddleware } from 'hono/factory'
import { verifyKey } from '../access/verify-key.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './app-env.ts'

/** Names the caller by `Authorization: Bearer KEY`. Throws `unauthorized`. */
export function authenticate(ctx: Pick<Context, 'db' | 'clock'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const presented = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const verified = presented === undefined ? null : await verifyKey(ctx, presented)
    if (verified === null) {
      c.header('www-authenticate', 'Bearer')
      throw new AppError('unauthorized', 'Send a valid API key as Authorization: Bearer KEY')
    }
    c.set('caller', verified.caller)
    c.set('scopes', verified.scopes)
    c.set('keyId', verified.keyId)
    await next()
  })
}
