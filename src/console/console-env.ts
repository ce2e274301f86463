import type { Hono } from 'hono'
import type { Scope } from '../access/scopes.ts'
import type { Caller } from '../domain/actor.ts'
import type { Language } from '../domain/language.ts'
import type { Theme } from './read-preferences.ts'

/** Somebody who is signed in, in the workspace that they look at. */
export interface Visit {
  /** Acts as the member. */
  readonly caller: Caller
  readonly scopes: readonly Scope[]
  readonly member: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: string
  }
  readonly workspace: { readonly id: string; readonly name: string; readonly timeZone: string }
  /** The workspaces that they may change to, this one among them. */
  readonly workspaces: readonly { readonly id: string; readonly name: string }[]
  readonly language: Language
  readonly theme: Theme
  /** When they asked for this page: what happened later, it may not show. */
  readonly arrivedAt: Date
}

/** What the pages' middleware leaves for the handlers. */
export interface ConsoleEnv {
  Variables: {
    requestId: string
    /** Whom the request came from, as the sign-in's limit counts them. */
    address: string
    visit: Visit
  }
}

export type ConsoleApp = Hono<ConsoleEnv>
