import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createRoute, z } from '@hono/zod-openapi'
import { DEFAULT_WORKSPACE } from '../../access/ensure-default-workspace.ts'
import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Readiness } from '../../readiness.ts'
import { defineRoute, newRoutes } from '../define-route.ts'
import type { Metrics } from '../measure-requests.ts'

const Check = z.enum(['ok', 'starting', 'draining', 'failed'])
const Ready = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.object({ database: Check, migrations: Check, models: Check, queue: Check }),
})
const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
})

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['system'],
  summary: 'Whether the process is alive',
  responses: { 200: json('Alive', z.object({ status: z.literal('ok') })) },
})

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['system'],
  summary: 'Whether everything is there to work with',
  responses: { 200: json('Ready', Ready), 503: json('Not ready, or draining', Ready) },
})

/** Routes that need no key. */
export function systemRoutes(ctx: Pick<Context, 'db'>, readiness: Readiness) {
  return newRoutes()
    .openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(readyz, async (c) => {
      const database = (await isAnswering(ctx)) ? readiness.database : 'failed'
      const { requests: _inFlight, ...parts } = readiness
      const checks = { ...parts, database }
      const isReady = Object.values(checks).every((check) => check === 'ok')
      return c.json(
        { status: isReady ? ('ready' as const) : ('not_ready' as const), checks },
        isReady ? 200 : 503,
      )
    })
}

async function isAnswering(ctx: Pick<Context, 'db'>): Promise<boolean> {
  return ctx.db.execute('select 1').then(
    () => true,
    () => false,
  )
}

const metrics = defineRoute('workspaces:read', {
  method: 'get',
  path: '/metrics',
  tags: ['system'],
  summary: 'Measurements of this process in the Prometheus text format',
  description:
    'They are of the whole installation: only keys of the workspace `default`, whose keys are the operator’s, may read them.',
  responses: { 200: { description: 'Measurements', content: { 'text/plain': { schema: z.string() } } } },
})

export function metricsRoutes(measured: Metrics) {
  return newRoutes().openapi(metrics, async (c) => {
    if (c.get('caller').workspaceId !== DEFAULT_WORKSPACE)
      throw new AppError('forbidden', `Only keys of the workspace ${DEFAULT_WORKSPACE} may read measurements`)
    return c.text(await measured.read(), 200, { 'content-type': measured.contentType })
  })
}

const DOCS_FILES = new Map([
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
])

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recado API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false })</script>
</body>
</html>`

/** The docs page, served from the installed package: it works without any network. */
export function docsRoutes() {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const routes = newRoutes()
  routes.get('/docs', (c) => c.html(DOCS_PAGE))
  routes.get('/docs/:file', (c) => {
    const type = DOCS_FILES.get(c.req.param('file'))
    if (type === undefined) return c.notFound()
    return c.body(readFileSync(join(folder, c.req.param('file'))), 200, { 'content-type': type })
  })
  return routes
}
