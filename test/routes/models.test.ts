import { expect } from 'vitest'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('GET /v1/models', {
  happy: async ({ app, own }) => {
    const { embedders, classifiers } = app.ctx.models
    const response = await own.request('GET', '/v1/models')
    const only = (model: string | null) => ({
      chosen: null,
      model,
      sides: [{ side: 'embedded', model, is_usual: true }],
    })
    expect(await expectDocumented('GET /v1/models', response)).toEqual({
      embedder: only(embedders.embedded.id),
      classifier: only(classifiers.embedded.id),
      drafter: only(null),
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/models')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings: { classifier: 'embedded' } })
    expect(await (await own.request('GET', '/v1/models')).json()).toMatchObject({
      classifier: { chosen: 'embedded' },
    })
    expect(await (await foreign.request('GET', '/v1/models')).json()).toMatchObject({
      classifier: { chosen: null },
    })
  },
})
