import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Scope } from '../access/scopes.ts'
import type { Caller } from '../domain/actor.ts'

/** What middleware leaves for the handlers. */
export interface AppEnv {
  Variables: {
    requestId: string
    /** Set on every route that needs a key. */
    caller: Caller
    scopes: readonly Scope[]
    keyId: string
  }
}

export type App = OpenAPIHono<AppEnv>
