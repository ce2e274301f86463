import { expect } from 'vitest'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('GET /v1/confidence', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/confidence')
    const body = (await expectDocumented('GET /v1/confidence', response)) as {
      threshold: number | null
      shipped: { risk: number; threshold: number | null }[]
    }
    expect(body).toMatchObject({ risk: null, source: 'default', own: null })
    expect(body.threshold).toBeGreaterThan(0.5)
    await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { max_error: 0.1 } })
    const chosen = await own.request('GET', '/v1/confidence')
    expect(await expectDocumented('GET /v1/confidence', chosen)).toMatchObject({
      risk: 0.1,
      own: { cases: 0, status: 'too_few_cases', missing: 29 },
    })
    // Between two rows of the table the stricter one counts.
    const between = (await (await own.request('GET', '/v1/confidence?risk=0.09')).json()) as typeof body
    expect(between.threshold).toBe(body.shipped.find((row) => row.risk === 0.08)!.threshold)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/confidence?risk=0.5')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/confidence', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { max_error: 0.2 } })
    expect(await (await foreign.request('GET', '/v1/confidence')).json()).toMatchObject({ risk: null })
  },
})
