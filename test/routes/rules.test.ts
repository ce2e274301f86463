import { expect, test } from 'vitest'
import type { ReplyRules } from '../../src/domain/reply-rules.ts'
import type { RulesDryRun } from '../../src/pipeline/dry-run-rules.ts'
import { accept, decideMessage, messageBody, openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const RULES = {
  rules: [{ name: 'rastreio', when: { words: ['RASTREIO'] }, say: { pt: 'Está no seu e-mail.' } }],
}
const BAD_CALENDAR = {
  rules: [{ name: 'away', when: { calendar: { id: 'cal_none', is: 'closed' } }, say: { pt: 'x' } }],
}

async function readRules(own: TestWorkspace): Promise<ReplyRules> {
  return (await (await own.request('GET', '/v1/rules')).json()) as ReplyRules
}

testRoute('GET /v1/rules', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/rules')
    expect(response.headers.get('etag')).toBe('"0"')
    expect(await expectDocumented('GET /v1/rules', response)).toMatchObject({ version: 0, rules: [] })
  },
  invalid: async ({ own }) => {
    const refused = await (await own.makeMember('level_1')).request('GET', '/v1/rules')
    expect(refused.status).toBe(403)
    await expectDocumented('GET /v1/rules', refused)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/rules', RULES)
    expect(await readRules(foreign)).toMatchObject({ version: 0, rules: [] })
  },
})

testRoute('PUT /v1/rules', {
  happy: async ({ own }) => {
    const response = await own.request('PUT', '/v1/rules', RULES, { 'if-match': '"0"' })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('PUT /v1/rules', response)).toMatchObject({
      version: 1,
      rules: [{ name: 'rastreio', moment: 'message', hand_off: false, once: null }],
    })
    const { data } = (await (await own.request('GET', '/v1/audit-events')).json()) as { data: unknown[] }
    expect(data).toContainEqual(expect.objectContaining({ action: 'rules.changed' }))
  },
  invalid: async ({ own }) => {
    for (const wrong of [{ rules: [{ name: 'a' }] }, BAD_CALENDAR]) {
      const response = await own.request('PUT', '/v1/rules', wrong)
      expect(response.status).toBe(422)
      await expectDocumented('PUT /v1/rules', response)
    }
    await own.request('PUT', '/v1/rules', RULES)
    const stale = await own.request('PUT', '/v1/rules', { rules: [] }, { 'if-match': '"0"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/rules', stale)
    expect(await readRules(own)).toMatchObject({ version: 1 })
    const level2 = await own.makeMember('level_2')
    expect((await level2.request('PUT', '/v1/rules', RULES)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { data } = (await (await foreign.request('GET', '/v1/business-calendars')).json()) as {
      data: { id: string }[]
    }
    const named = JSON.parse(JSON.stringify(BAD_CALENDAR).replace('cal_none', data[0]!.id))
    expect((await own.request('PUT', '/v1/rules', named)).status).toBe(422)
    expect(await readRules(own)).toMatchObject({ version: 0 })
  },
})

testRoute('GET /v1/rules/versions', {
  happy: async ({ own }) => {
    await own.request('PUT', '/v1/rules', RULES)
    await own.request('PUT', '/v1/rules', { rules: [] })
    const response = await own.request('GET', '/v1/rules/versions?limit=1')
    const page = (await expectDocumented('GET /v1/rules/versions', response)) as { next_cursor: string }
    expect(page).toMatchObject({ data: [{ version: 2, rules: [] }] })
    const next = await own.request('GET', `/v1/rules/versions?cursor=${page.next_cursor}`)
    expect(await next.json()).toMatchObject({ data: [{ version: 1 }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/rules/versions?limit=0')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/rules/versions', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/rules', RULES)
    expect(await (await foreign.request('GET', '/v1/rules/versions')).json()).toMatchObject({ data: [] })
  },
})

testRoute('POST /v1/rules/dry-run', {
  happy: async ({ own }) => {
    await own.request('PUT', '/v1/rules', RULES)
    const response = await own.request('POST', '/v1/rules/dry-run', { text: 'rastreio por favor' })
    expect(await expectDocumented('POST /v1/rules/dry-run', response)).toMatchObject({
      version: 1,
      message: { rule: { name: 'rastreio', does: 'answer' }, text: 'Está no seu e-mail.', language: 'pt' },
      hand_off: { rule: null, trace: [] },
    })
    const tried = { text: 'SAIR', rules: { rules: [], opt_out: { pt: 'Feito!' } } }
    const other = await own.request('POST', '/v1/rules/dry-run', tried)
    expect((await other.json()) as RulesDryRun).toMatchObject({
      version: null,
      message: { rule: { name: 'opt_out', does: 'confirm_opt_out' }, text: 'Feito!' },
    })
  },
  invalid: async ({ own }) => {
    const wrong = await own.request('POST', '/v1/rules/dry-run', { text: 'oi', rules: BAD_CALENDAR })
    expect(wrong.status).toBe(422)
    expect(await expectDocumented('POST /v1/rules/dry-run', wrong)).toMatchObject({
      errors: [{ pointer: '/rules/rules/0/when/calendar/id' }],
    })
    expect((await own.request('POST', '/v1/rules/dry-run', {})).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await own.request('PUT', '/v1/rules', RULES)
    const response = await foreign.request('POST', '/v1/rules/dry-run', { text: 'rastreio' })
    expect((await response.json()) as RulesDryRun).toMatchObject({ version: 0, message: { rule: null } })
  },
})

testRoute('GET /v1/messages/{id}/rules', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await own.request('PUT', '/v1/rules', RULES)
    const { message_id, thread_id } = await decideMessage(app, own, 'rastreio')
    const response = await own.request('GET', `/v1/messages/${message_id}/rules`)
    expect(await expectDocumented('GET /v1/messages/{id}/rules', response)).toEqual({
      message_id,
      thread_id,
      version: 1,
      rule: { name: 'rastreio', version: 1, does: 'answer', says: true },
      message: [{ rule: 'rastreio', fired: true, failed: [] }],
      hand_off: null,
    })
  },
  invalid: async ({ own }) => {
    const { message_id } = await accept(own, messageBody('rastreio'))
    const early = await own.request('GET', `/v1/messages/${message_id}/rules`)
    expect(early.status).toBe(409)
    await expectDocumented('GET /v1/messages/{id}/rules', early)
    expect((await own.request('GET', '/v1/messages/msg_none/rules')).status).toBe(404)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await openChannel(own)
    const { message_id } = await decideMessage(app, own, 'rastreio')
    expect((await foreign.request('GET', `/v1/messages/${message_id}/rules`)).status).toBe(404)
  },
})

test('before there are rules, a decision says that none were asked', async () => {
  const { app, own } = await given()
  await openChannel(own)
  const { message_id, rule } = await decideMessage(app, own, 'oi')
  expect(rule).toBeNull()
  const response = await own.request('GET', `/v1/messages/${message_id}/rules`)
  expect(await response.json()).toMatchObject({ version: 0, rule: null, message: [], hand_off: null })
})
