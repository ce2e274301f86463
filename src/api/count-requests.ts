import { createMiddleware } from 'hono/factory'
import type { Readiness } from '../readiness.ts'
import type { AppEnv } from './app-env.ts'

/** Counts the requests being answered, also those whose caller is gone: a stop waits for their last query. */
export function countRequests(readiness: Readiness) {
  return createMiddleware<AppEnv>(async (_c, next) => {
    readiness.requests += 1
    try {
      await next()
    } finally {
      readiness.requests -= 1
    }
  })
}
