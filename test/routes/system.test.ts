import { expect, test } from 'vitest'
import { describeApi } from '../../src/api/build-app.ts'
import { startTestApp } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'

useTestApp()

testRoute('GET /metrics', {
  happy: async ({ own }) => {
    await own.request('GET', '/v1/threads')
    const text = await (await own.request('GET', '/metrics')).text()
    expect(text).toMatch(
      /recado_http_requests_total\{method="GET",route="\/v1\/threads",status="200"\} [1-9]/,
    )
  },
  invalid: async ({ own }) => {
    // There is nothing to get wrong: unknown parameters are ignored.
    expect((await own.request('GET', '/metrics?since=yesterday')).status).toBe(200)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    // Figures are of the process; no id of any workspace stands in them.
    await own.request('GET', '/v1/threads/thr_of_own')
    expect(await (await foreign.request('GET', '/metrics')).text()).not.toContain('thr_of_own')
  },
})

test('health, readiness, the document and its page need no key', async () => {
  const { app, close } = await startTestApp()
  for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/docs/swagger-ui.css']) {
    expect((await app.request(path)).status, path).toBe(200)
  }
  expect((await app.request('/docs/constructor')).status).toBe(404)
  expect(await (await app.request('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(describeApi())))
  await close()
})
