import { createMiddleware } from 'hono/factory'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../errors.ts'
import type { AppEnv } from './app-env.ts'

const WINDOW_S = 60

/**
 * Lets each key make `perMinute` requests a minute in this process and says how many are left, in the RateLimit fields
 * of the IETF draft (draft-ietf-httpapi-ratelimit-headers). Throws `rate_limited` with Retry-After.
 */
export function limitRate(perMinute: number) {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S })
  return createMiddleware<AppEnv>(async (c, next) => {
    const state = await limiter.consume(c.get('keyId')).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused
      throw refused
    })
    const resetS = Math.ceil(state.msBeforeNext / 1000)
    c.header('ratelimit-policy', `"default";q=${perMinute};w=${WINDOW_S}`)
    c.header('ratelimit', `"default";r=${Math.max(0, state.remainingPoints)};t=${resetS}`)
    if (state.consumedPoints > perMinute) {
      c.header('retry-after', String(resetS))
      throw new AppError(
        'rate_limited',
        `This key may make ${perMinute} requests a minute; try again in ${resetS} s`,
      )
    }
    await next()
  })
}
