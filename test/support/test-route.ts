import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/access/scopes.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './start-test-app.ts'
import { DOCUMENT, expectDocumented } from './validate-response.ts'

/** What a route's own cases are given: the app, and a workspace of the case's own. */
export interface RouteCase {
  readonly app: TestApp
  readonly own: TestWorkspace
}

/** With a second workspace, which must notice nothing of the first. */
export interface ForeignCase extends RouteCase {
  readonly foreign: TestWorkspace
}

export interface RouteCases {
  /** The request that the route is for, answered as documented. */
  readonly happy: (given: RouteCase) => Promise<void>
  /** A request of a wrong shape, or whatever else the route refuses. */
  readonly invalid: (given: RouteCase) => Promise<void>
  /** Another workspace's key sees and changes nothing. */
  readonly foreignWorkspace: (given: ForeignCase) => Promise<void>
}

let app: TestApp

/**
 * One app for the route tests of all files that a worker runs, since every case makes its own workspaces; it ends with the
 * worker. Answers it to what runs inside a test.
 */
export function useTestApp(): () => TestApp {
  beforeAll(async () => {
    app ??= await startTestApp()
  })
  return () => app
}

/** The app and a workspace of a test's own. */
export async function given(): Promise<RouteCase> {
  return { app, own: await app.makeWorkspace() }
}

/** The app of `useTestApp`, for a file's other tests. */
export function currentApp(): TestApp {
  return app
}

/**
 * The four kinds of tests that every route has. `operation` is `METHOD /path` as in the OpenAPI document:
 * scripts/check-routes.ts finds routes without tests by it.
 */
export function testRoute(operation: string, cases: RouteCases): void {
  describe(operation, () => {
    test('happy', async () => cases.happy(await given()))
    test('invalid', async () => cases.invalid(await given()))
    test('foreign workspace', async () =>
      cases.foreignWorkspace({ ...(await given()), foreign: await app.makeWorkspace() }))
    test('unauthorised: without a key, with an unknown one, and with one that lacks the scope', async () => {
      const { own } = await given()
      const [method, template] = operation.split(' ') as [string, string]
      const path = template.replaceAll(/\{[^}]+\}/g, 'unknown')
      for (const headers of [{}, { authorization: 'Bearer rk_unknown' }]) {
        const refused = await app.app.request(path, { method, headers })
        expect(refused.status).toBe(401)
        await expectDocumented(operation, refused)
      }
      const lacking = await own.makeKey([otherScope(operation)])
      const forbidden = await app.app.request(path, {
        method,
        headers: { authorization: `Bearer ${lacking}` },
      })
      expect(forbidden.status).toBe(403)
      await expectDocumented(operation, forbidden)
    })
  })
}

function otherScope(operation: string): Scope {
  const [method, path] = operation.split(' ') as [string, string]
  const documented = DOCUMENT.paths?.[path]?.[method.toLowerCase() as 'get'] as {
    'x-required-scope'?: Scope
  }
  return documented['x-required-scope'] === 'classify' ? 'events:read' : 'classify'
}
