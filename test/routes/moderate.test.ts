import { expect } from 'vitest'
import { DEFAULT_POLICY } from '../../src/moderation/default-policy.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('POST /v1/moderate', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/moderate', {
      text: 'veja https://paypa1.com',
      surface: 'dm',
    })
    expect(await expectDocumented('POST /v1/moderate', response)).toMatchObject({
      action: 'quarantine',
      severity: 'high',
      rule: 'look_alike_link',
      policy: DEFAULT_POLICY.version,
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/moderate', { text: '' })).status).toBe(422)
    expect((await own.request('POST', '/v1/moderate', { text: 'x', policy_id: 'pol_none' })).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const made = await own.request('POST', '/v1/policies', { ...DEFAULT_POLICY.document, rules: [] })
    const { id } = (await made.json()) as { id: string }
    const text = 'veja https://paypa1.com'
    expect((await foreign.request('POST', '/v1/moderate', { text, policy_id: id })).status).toBe(404)
    expect(await (await foreign.request('POST', '/v1/moderate', { text })).json()).toMatchObject({
      rule: 'look_alike_link',
    })
  },
})
