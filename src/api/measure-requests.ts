import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { AppEnv } from './app-env.ts'

export interface Metrics {
  readonly contentType: string
  read(): Promise<string>
  /** Counts a request and its seconds by method, route pattern and status; never by path, which holds ids. */
  observe(labels: { method: string; route: string; status: string }, seconds: number): void
}

/** A registry of its own, so that two apps in one process do not meet. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const total = new Counter({
    name: 'recado_http_requests_total',
    help: 'Requests answered',
    labelNames,
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'recado_http_request_seconds',
    help: 'Time to answer, in seconds',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),
    observe: (labels, taken) => {
      total.inc(labels)
      seconds.observe(labels, taken)
    },
  }
}

export function measureRequests(metrics: Metrics) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedAt = performance.now()
    await next()
    const labels = { method: c.req.method, route: routePath(c, -1), status: String(c.res.status) }
    metrics.observe(labels, (performance.now() - startedAt) / 1000)
  })
}
