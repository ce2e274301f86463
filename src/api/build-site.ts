import { buildConsole } from '../console/build-console.ts'
import type { Context } from '../context.ts'
import type { Readiness } from '../readiness.ts'
import type { App } from './app-env.ts'
import { buildApp } from './build-app.ts'

/** All that one process serves: the API, and the pages for people. */
export function buildSite(ctx: Context, readiness: Readiness): App {
  const app = buildApp(ctx, readiness)
  // Whoever opens the address that a start shows is a person.
  app.get('/', (c) => c.redirect('/console'))
  app.route('/', buildConsole(ctx))
  return app
}
