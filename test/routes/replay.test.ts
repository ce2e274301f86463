import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { threads } from '../../src/db/schema.ts'
import type { Backtest, BacktestChange } from '../../src/replay/read-backtests.ts'
import { backtestNext } from '../../src/replay/run-backtests.ts'
import { decideMessage, ENTRIES, openChannel, putEntries } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const ASK = 'Qual o horário de funcionamento?'

async function decide({ app, own }: Pick<RouteCase, 'app' | 'own'>) {
  await openChannel(own)
  await putEntries(own)
  return decideMessage(app, own, ASK, { contact: { external_id: 'c', name: 'Ana' } })
}

testRoute('GET /v1/decisions/{id}/replay', {
  happy: async (given) => {
    const { id, message_id, versions } = await decide(given)
    for (const name of [id, message_id]) {
      const response = await given.own.request('GET', `/v1/decisions/${name}/replay`)
      expect(await expectDocumented('GET /v1/decisions/{id}/replay', response)).toEqual({
        decision_id: id,
        message_id,
        state: 'equal',
        with: 'kept',
        route: { kept: 'auto_reply', replayed: 'auto_reply' },
        versions: { kept: versions, replayed: versions },
        first_difference: null,
        differences: [],
      })
    }
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/decisions/dec_none/replay')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/decisions/{id}/replay', response)
  },
  foreignWorkspace: async (given) => {
    const { id, message_id } = await decide(given)
    for (const name of [id, message_id])
      expect((await given.foreign.request('GET', `/v1/decisions/${name}/replay`)).status).toBe(404)
  },
})

testRoute('POST /v1/decisions/{id}/replay', {
  happy: async (given) => {
    const { id } = await decide(given)
    const answer = 'Ligue para (11) 98888-7777.'
    await putEntries(given.own, [{ ...ENTRIES[0], answer }])
    const response = await given.own.request('POST', `/v1/decisions/${id}/replay`, { with: 'current' })
    const found = await expectDocumented('POST /v1/decisions/{id}/replay', response)
    expect(found).toMatchObject({
      state: 'different',
      first_difference: 'retrieval',
      // How sure it is of another answer may differ too.
      differences: expect.arrayContaining(
        [
          { stage: 'retrieval', field: 'passages' },
          { stage: 'retrieval', field: 'knowledge' },
          { stage: 'draft', field: 'text', replayed: expect.stringContaining('[PHONE_1]') },
          { stage: 'draft', field: 'citations' },
        ].map((difference) => expect.objectContaining(difference)),
      ),
    })
    expect(JSON.stringify(found)).not.toContain('98888')
  },
  invalid: async (given) => {
    const { id } = await decide(given)
    const wrong = await given.own.request('POST', `/v1/decisions/${id}/replay`, { with: 'tomorrow' })
    expect(wrong.status).toBe(422)
    await expectDocumented('POST /v1/decisions/{id}/replay', wrong)
    const unknown = await given.own.request('POST', `/v1/decisions/${id}/replay`, { policy_id: 'pol_none' })
    expect(unknown.status).toBe(404)
  },
  foreignWorkspace: async (given) => {
    const { id } = await decide(given)
    expect((await given.foreign.request('POST', `/v1/decisions/${id}/replay`, {})).status).toBe(404)
  },
})

const PERIOD = { from: '2020-01-01T00:00:00Z' }

async function backtest(own: TestWorkspace, input: object = {}): Promise<Backtest> {
  const response = await own.request('POST', '/v1/policies/active/backtest', { ...PERIOD, ...input })
  return (await expectDocumented('POST /v1/policies/{id}/backtest', response)) as Backtest
}

testRoute('POST /v1/policies/{id}/backtest', {
  happy: async (given) => {
    await decide(given)
    expect(await backtest(given.own)).toMatchObject({ state: 'queued', total: 1, processed: 0 })
    expect(await backtest(given.own, { channel_id: 'other' })).toMatchObject({ total: 0 })
    const chosen = await backtest(given.own, { max_error: 0.1 })
    expect(chosen.settings.auto_threshold).toEqual(expect.any(Number))
  },
  invalid: async ({ own }) => {
    const beyond = { to: '9999-12-31T23:59:59-03:00' }
    for (const over of [
      { from: 'x' },
      { to: PERIOD.from },
      beyond,
      { auto_threshold: 0.5, max_error: 0.05 },
    ]) {
      const response = await own.request('POST', '/v1/policies/active/backtest', { ...PERIOD, ...over })
      expect(response.status).toBe(422)
      await expectDocumented('POST /v1/policies/{id}/backtest', response)
    }
    expect((await own.request('POST', '/v1/policies/pol_none/backtest', PERIOD)).status).toBe(404)
  },
  foreignWorkspace: async (given) => {
    await decide(given)
    expect(await backtest(given.foreign)).toMatchObject({ total: 0 })
  },
})

testRoute('GET /v1/backtests', {
  happy: async ({ own }) => {
    const first = await backtest(own)
    const second = await backtest(own)
    const response = await own.request('GET', '/v1/backtests?limit=1')
    const page = (await expectDocumented('GET /v1/backtests', response)) as {
      data: Backtest[]
      next_cursor: string
    }
    expect(page.data).toEqual([second])
    const rest = await own.request('GET', `/v1/backtests?cursor=${page.next_cursor}`)
    expect(await rest.json()).toEqual({ data: [first], next_cursor: null })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/backtests?limit=0')).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await backtest(own)
    expect(await (await foreign.request('GET', '/v1/backtests')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/backtests/{id}', {
  happy: async ({ own }) => {
    const made = await backtest(own)
    const response = await own.request('GET', `/v1/backtests/${made.id}`)
    expect(await expectDocumented('GET /v1/backtests/{id}', response)).toEqual(made)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/backtests/bt_none')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await backtest(own)
    expect((await foreign.request('GET', `/v1/backtests/${id}`)).status).toBe(404)
  },
})

testRoute('GET /v1/backtests/{id}/changes', {
  happy: async (given) => {
    const { id: decisionId } = await decide(given)
    const { id } = await backtest(given.own, { auto_threshold: 1 })
    while (await backtestNext(given.app.ctx));
    const response = await given.own.request('GET', `/v1/backtests/${id}/changes`)
    const page = (await expectDocumented('GET /v1/backtests/{id}/changes', response)) as {
      data: BacktestChange[]
    }
    expect(page.data).toMatchObject([
      {
        decision_id: decisionId,
        text: ASK,
        kept: { route: 'auto_reply' },
        replayed: { route: 'review', reasons: ['below_auto_threshold'] },
      },
    ])
    const old = { status: 'resolved' as const, last_message_at: new Date(0) }
    await given.app.ctx.db.update(threads).set(old).where(eq(threads.workspace_id, given.own.id))
    for (const [scopes, shown] of [
      [['qa:read'], 0],
      [['qa:read', 'privacy:read'], 1],
    ] as const) {
      const authorization = `Bearer ${await given.own.makeKey(scopes)}`
      for (const query of ['', '?sample=true']) {
        const path = `/v1/backtests/${id}/changes${query}`
        const archived = await given.own.request('GET', path, undefined, { authorization })
        expect(((await archived.json()) as { data: unknown[] }).data).toHaveLength(shown)
      }
    }
  },
  invalid: async ({ own }) => {
    const { id } = await backtest(own)
    expect((await own.request('GET', `/v1/backtests/${id}/changes?sample=some`)).status).toBe(422)
    expect((await own.request('GET', '/v1/backtests/bt_none/changes')).status).toBe(404)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await backtest(own)
    expect((await foreign.request('GET', `/v1/backtests/${id}/changes`)).status).toBe(404)
  },
})
