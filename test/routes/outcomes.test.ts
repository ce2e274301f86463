import { expect } from 'vitest'
import { accept, messageBody } from '../support/send-message.ts'
import { type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const OPERATION = 'POST /v1/threads/{id}/outcome'
const SALE = { kind: 'sale', value: 129.9, currency: 'BRL', external_id: 'order-1' }

async function makeThread(own: RouteCase['own']): Promise<string> {
  return (await accept(own, messageBody('Oi'))).thread_id
}

testRoute('POST /v1/threads/{id}/outcome', {
  happy: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    const tell = (body: unknown) => own.request('POST', `/v1/threads/${id}/outcome`, body)
    const sale = await expectDocumented(OPERATION, await tell(SALE))
    expect(sale).toMatchObject({ thread_id: id, kind: 'sale', value: 129.9, currency: 'BRL', episode: 1 })
    // The platform may tell it twice.
    expect(await (await tell(SALE)).json()).toEqual(sale)
    const comment = 'CPF 529.982.247-25 foi para a concorrência'
    expect(await (await tell({ kind: 'churn', comment })).json()).toMatchObject({
      comment: 'CPF [CPF_1] foi para a concorrência',
    })
    const { timeline, status } = (await (await own.request('GET', `/v1/threads/${id}`)).json()) as {
      status: string
      timeline: { type: string; data: Record<string, unknown> }[]
    }
    const told = timeline.filter((item) => item.type === 'thread.outcome_recorded')
    expect(told.map((item) => item.data.kind)).toEqual(['sale', 'churn'])
    expect(status).toBe('resolved')
    const audit = await (await own.request('GET', '/v1/audit-events')).text()
    expect(audit.match(/thread\.outcome_recorded/gu)).toHaveLength(2)
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    const tell = (body: unknown, headers = {}) =>
      own.request('POST', `/v1/threads/${id}/outcome`, body, headers)
    for (const body of [
      {},
      { kind: 'sale', value: 1 },
      { kind: 'sale', value: -1, currency: 'BRL' },
      { kind: 'sale', value: 1.001, currency: 'BRL' },
      { kind: 'sale', value: 1, currency: 'XXZ' },
      { kind: 'churn', value: 1, currency: 'BRL' },
    ]) {
      const response = await tell(body)
      expect(response.status).toBe(422)
      await expectDocumented(OPERATION, response)
    }
    const stale = await tell(SALE, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented(OPERATION, stale)
    await tell(SALE)
    const other = await tell({ ...SALE, value: 1 })
    expect(other.status).toBe(409)
    await expectDocumented(OPERATION, other)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeThread(own)
    const response = await foreign.request('POST', `/v1/threads/${id}/outcome`, SALE)
    expect(response.status).toBe(404)
    await expectDocumented(OPERATION, response)
    // An external_id is a workspace's own.
    expect((await own.request('POST', `/v1/threads/${id}/outcome`, SALE)).status).toBe(200)
    const theirs = await makeThread(foreign)
    expect((await foreign.request('POST', `/v1/threads/${theirs}/outcome`, SALE)).status).toBe(200)
  },
})
