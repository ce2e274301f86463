import { describe, expect, test } from 'vitest'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

async function makeThread(own: TestWorkspace): Promise<string> {
  return (await accept(own, messageBody('Oi, tudo bem?'))).thread_id
}

/** A request in the name of a second key, which holds nothing. */
async function other(own: TestWorkspace): Promise<TestWorkspace['request']> {
  const authorization = `Bearer ${await own.makeKey(['threads:write'])}`
  return (method, path, body) => own.request(method, path, body, { authorization })
}

async function expectClaimLost(operation: string, response: Response): Promise<void> {
  expect(response.status).toBe(409)
  expect(await expectDocumented(operation, response)).toMatchObject({ type: 'urn:recado:problem:claim_lost' })
}

/** Claims the thread for the workspace's own key. */
async function makeClaimed(own: TestWorkspace): Promise<string> {
  const id = await makeThread(own)
  expect((await own.request('POST', `/v1/threads/${id}/claim`, { lease_s: 600 })).status).toBe(200)
  return id
}

describe('whoever does not hold a thread', () => {
  test.each([
    ['POST', '/claim', {}],
    ['POST', '/renew', {}],
    ['POST', '/release', {}],
    ['POST', '/hand-over', { queue_id: 'any' }],
    ['POST', '/escalate', {}],
    ['POST', '/snooze', { until: '2099-01-01T00:00:00Z' }],
    ['POST', '/resolve', {}],
    ['POST', '/reopen', {}],
    ['PATCH', '', { priority: 'urgent' }],
  ] as const)('cannot %s %s, and changes nothing', async (method, path, body) => {
    const { own } = await given()
    const id = await makeClaimed(own)
    const before = await (await own.request('GET', `/v1/threads/${id}`)).json()
    const request = await other(own)
    await expectClaimLost(
      `${method} /v1/threads/{id}${path}`,
      await request(method, `/v1/threads/${id}${path}`, body),
    )
    expect(await (await own.request('GET', `/v1/threads/${id}`)).json()).toEqual(before)
  })

  test.each([
    ['POST', '/renew', {}],
    ['POST', '/release', {}],
    ['POST', '/escalate', {}],
    ['POST', '/snooze', { until: '2099-01-01T00:00:00Z' }],
    ['POST', '/hand-over', { queue_id: 'any' }],
    ['POST', '/resolve', {}],
    ['PATCH', '', { priority: 'urgent' }],
  ] as const)('and holds a stale copy cannot %s %s', async (method, path, body) => {
    const { own } = await given()
    const id = await makeClaimed(own)
    const stale = await own.request(method, `/v1/threads/${id}${path}`, body, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    await expectDocumented(`${method} /v1/threads/{id}${path}`, stale)
  })

  test('and holds a stale copy cannot reopen', async () => {
    const { own } = await given()
    const id = await makeClaimed(own)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    const stale = await own.request('POST', `/v1/threads/${id}/reopen`, {}, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/threads/{id}/reopen', stale)
  })
})

testRoute('POST /v1/threads/{id}/renew', {
  happy: async ({ own }) => {
    const id = await makeClaimed(own)
    const before = (await (await own.request('GET', `/v1/threads/${id}`)).json()) as { held_until: string }
    const response = await own.request('POST', `/v1/threads/${id}/renew`, { lease_s: 3600 })
    const after = (await expectDocumented('POST /v1/threads/{id}/renew', response)) as { held_until: string }
    expect(Date.parse(after.held_until)).toBeGreaterThan(Date.parse(before.held_until))
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    await expectClaimLost('POST /v1/threads/{id}/renew', await own.request('POST', `/v1/threads/${id}/renew`))
    const short = await own.request('POST', `/v1/threads/${id}/renew`, { lease_s: 1 })
    expect(short.status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeClaimed(own)
    expect((await foreign.request('POST', `/v1/threads/${id}/renew`)).status).toBe(404)
  },
})

testRoute('POST /v1/threads/{id}/hand-over', {
  happy: async ({ own }) => {
    const id = (await accept(own, messageBody('Cadê a fatura do pedido 123?'))).thread_id
    const member = await own.makeMember('level_2')
    const response = await own.request('POST', `/v1/threads/${id}/hand-over`, {
      member_id: member.id,
      comment: 'já falei com o financeiro',
    })
    expect(await expectDocumented('POST /v1/threads/{id}/hand-over', response)).toMatchObject({
      status: 'assigned',
      held_by: member.id,
    })
    const { timeline } = (await (await own.request('GET', `/v1/threads/${id}`)).json()) as {
      timeline: { type: string; actor: { kind: string }; data: Record<string, unknown> }[]
    }
    expect(timeline.find((item) => item.type === 'thread.handed_over')).toMatchObject({
      actor: { kind: 'api_key' },
      data: {
        to: { member_id: member.id },
        comment: 'já falei com o financeiro',
        note: { known: expect.arrayContaining(['pedido #123']) },
      },
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    const nobody = await own.request('POST', `/v1/threads/${id}/hand-over`, {})
    expect(nobody.status).toBe(422)
    await expectDocumented('POST /v1/threads/{id}/hand-over', nobody)
    const unknown = await own.request('POST', `/v1/threads/${id}/hand-over`, { member_id: 'mem_none' })
    expect(unknown.status).toBe(422)
    expect(await unknown.json()).toMatchObject({ errors: [{ pointer: '/member_id' }] })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeThread(own)
    const stranger = await foreign.makeMember('level_1')
    const response = await own.request('POST', `/v1/threads/${id}/hand-over`, { member_id: stranger.id })
    expect(response.status).toBe(422)
    const away = await foreign.request('POST', `/v1/threads/${id}/hand-over`, { member_id: stranger.id })
    expect(away.status).toBe(404)
  },
})

testRoute('POST /v1/threads/{id}/escalate', {
  happy: async ({ own }) => {
    const id = await makeClaimed(own)
    const response = await own.request('POST', `/v1/threads/${id}/escalate`, {
      comment: 'ameaça de processo',
    })
    expect(await expectDocumented('POST /v1/threads/{id}/escalate', response)).toMatchObject({
      status: 'escalated',
      priority: 'high',
      held_by: null,
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    const unknown = await own.request('POST', `/v1/threads/${id}/escalate`, { queue_id: 'que_none' })
    expect(unknown.status).toBe(422)
    await expectDocumented('POST /v1/threads/{id}/escalate', unknown)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    expect((await own.request('POST', `/v1/threads/${id}/escalate`)).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    expect((await foreign.request('POST', `/v1/threads/${await makeThread(own)}/escalate`)).status).toBe(404)
  },
})

testRoute('POST /v1/threads/{id}/snooze', {
  happy: async ({ own }) => {
    const id = await makeClaimed(own)
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const response = await own.request('POST', `/v1/threads/${id}/snooze`, { until })
    expect(await expectDocumented('POST /v1/threads/{id}/snooze', response)).toMatchObject({
      status: 'snoozed',
      snoozed_until: until,
      held_by: null,
      next_action: 'follow_up',
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    const past = await own.request('POST', `/v1/threads/${id}/snooze`, { until: '2020-01-01T00:00:00Z' })
    expect(past.status).toBe(422)
    expect(await expectDocumented('POST /v1/threads/{id}/snooze', past)).toMatchObject({
      errors: [{ pointer: '/until' }],
    })
    expect((await own.request('POST', `/v1/threads/${id}/snooze`, {})).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const path = `/v1/threads/${await makeThread(own)}/snooze`
    expect((await foreign.request('POST', path, { until: '2099-01-01T00:00:00Z' })).status).toBe(404)
  },
})
