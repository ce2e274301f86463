import { expect } from 'vitest'
import { accept, messageBody } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

async function makeThread(own: TestWorkspace): Promise<string> {
  return (await accept(own, messageBody('Oi, tudo bem?'))).thread_id
}

testRoute('GET /v1/threads', {
  happy: async ({ own }) => {
    const open = await makeThread(own)
    const resolved = await makeThread(own)
    await own.request('POST', `/v1/threads/${resolved}/resolve`)
    const response = await own.request('GET', '/v1/threads?status=new')
    const body = (await expectDocumented('GET /v1/threads', response)) as { data: { id: string }[] }
    expect(body.data.map((thread) => thread.id)).toEqual([open])
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/threads?status=asleep')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/threads', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await makeThread(own)
    expect(await (await foreign.request('GET', '/v1/threads')).json()).toMatchObject({ data: [] })
  },
})

/** Placeholders unless a key that may asks for what was written, which is audited. */
async function expectMasking(own: TestWorkspace): Promise<void> {
  const contact = { external_id: 'bia', name: 'Beatriz Nogueira' }
  const settings = { order_masks: ['PED-999999'] }
  expect((await own.request('PATCH', `/v1/workspaces/${own.id}`, { settings })).status).toBe(200)
  const text = 'Beatriz aqui, cpf 529.982.247-25, pedido ped-204588'
  const { thread_id } = await accept(own, messageBody(text, { contact }))
  const read = (query: string, key: string) =>
    own.request('GET', `/v1/threads/${thread_id}${query}`, undefined, { authorization: `Bearer ${key}` })
  const narrow = await own.makeKey(['threads:read'])
  expect(await (await read('', own.key)).text()).toContain('[NAME_1] aqui, cpf [CPF_1], pedido [ORDER_1]')
  expect((await read('?personal_data=shown', narrow)).status).toBe(403)
  expect(await (await read('?personal_data=shown', own.key)).text()).toContain('529.982.247-25')
  const audit = await (await own.request('GET', '/v1/audit-events')).text()
  expect(audit.match(/personal_data\.shown/gu)).toHaveLength(1)
}

testRoute('GET /v1/threads/{id}', {
  happy: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/claim`)
    const response = await own.request('GET', `/v1/threads/${id}`)
    expect(response.headers.get('etag')).toBe('"2"')
    const body = (await expectDocumented('GET /v1/threads/{id}', response)) as {
      timeline: { type: string }[]
    }
    const types = body.timeline.map((item) => item.type)
    expect(types).toEqual(expect.arrayContaining(['thread.created', 'message.inbound', 'thread.claimed']))
    await expectMasking(own)
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `/v1/threads/${'x'.repeat(200)}`)
    expect(response.status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const response = await foreign.request('GET', `/v1/threads/${await makeThread(own)}`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/threads/{id}', response)
  },
})

testRoute('POST /v1/threads/{id}/claim', {
  happy: async ({ own }) => {
    const response = await own.request('POST', `/v1/threads/${await makeThread(own)}/claim`)
    expect(await expectDocumented('POST /v1/threads/{id}/claim', response)).toMatchObject({
      status: 'assigned',
      held_until: expect.any(String),
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    const stale = await own.request('POST', `/v1/threads/${id}/claim`, undefined, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/threads/{id}/claim', stale)
    await own.request('POST', `/v1/threads/${id}/claim`)
    const other = await own.makeKey(['threads:write'])
    const lost = await own.request('POST', `/v1/threads/${id}/claim`, undefined, {
      authorization: `Bearer ${other}`,
    })
    expect(lost.status).toBe(409)
    expect(await expectDocumented('POST /v1/threads/{id}/claim', lost)).toMatchObject({
      type: 'urn:recado:problem:claim_lost',
    })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeThread(own)
    expect((await foreign.request('POST', `/v1/threads/${id}/claim`)).status).toBe(404)
    expect(await (await own.request('GET', `/v1/threads/${id}`)).json()).toMatchObject({ status: 'new' })
  },
})

testRoute('POST /v1/threads/{id}/release', {
  happy: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/claim`)
    const response = await own.request('POST', `/v1/threads/${id}/release`)
    expect(await expectDocumented('POST /v1/threads/{id}/release', response)).toMatchObject({
      status: 'new',
      is_ai_silenced: false,
      held_by: null,
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    const response = await own.request('POST', `/v1/threads/${id}/release`)
    expect(response.status).toBe(409)
    await expectDocumented('POST /v1/threads/{id}/release', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/claim`)
    expect((await foreign.request('POST', `/v1/threads/${id}/release`)).status).toBe(404)
  },
})

testRoute('POST /v1/threads/{id}/resolve', {
  happy: async ({ own }) => {
    const response = await own.request('POST', `/v1/threads/${await makeThread(own)}/resolve`)
    expect(await expectDocumented('POST /v1/threads/{id}/resolve', response)).toMatchObject({
      status: 'resolved',
    })
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    const again = await own.request('POST', `/v1/threads/${id}/resolve`)
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/threads/{id}/resolve', again)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    expect((await foreign.request('POST', `/v1/threads/${await makeThread(own)}/resolve`)).status).toBe(404)
  },
})

testRoute('POST /v1/threads/{id}/reopen', {
  happy: async ({ own }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/claim`)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    const response = await own.request('POST', `/v1/threads/${id}/reopen`)
    expect(await expectDocumented('POST /v1/threads/{id}/reopen', response)).toMatchObject({
      status: 'new',
      episode: 2,
      is_ai_silenced: false,
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', `/v1/threads/${await makeThread(own)}/reopen`)
    expect(response.status).toBe(409)
    await expectDocumented('POST /v1/threads/{id}/reopen', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeThread(own)
    await own.request('POST', `/v1/threads/${id}/resolve`)
    expect((await foreign.request('POST', `/v1/threads/${id}/reopen`)).status).toBe(404)
  },
})

testRoute('PATCH /v1/threads/{id}', {
  happy: async ({ own }) => {
    const id = await makeThread(own)
    const response = await own.request('PATCH', `/v1/threads/${id}`, {
      priority: 'urgent',
      labels: ['VIP', 'reembolso', 'VIP'],
      next_action: 'follow_up',
    })
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented('PATCH /v1/threads/{id}', response)).toMatchObject({
      priority: 'urgent',
      labels: ['VIP', 'reembolso'],
      next_action: 'follow_up',
    })
    await own.request('PATCH', `/v1/threads/${id}`, { labels: ['VIP'] })
    const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string; data: Record<string, unknown> }[]
    }
    const changes = data.filter((event) => event.type === 'thread.labels_changed').map((event) => event.data)
    expect(changes).toMatchObject([{ added: ['VIP', 'reembolso'] }, { added: [], removed: ['reembolso'] }])
  },
  invalid: async ({ own }) => {
    const id = await makeThread(own)
    for (const body of [{}, { priority: 'huge' }, { next_action: 'sleep' }, { labels: [''] }]) {
      const response = await own.request('PATCH', `/v1/threads/${id}`, body)
      expect(response.status).toBe(422)
      await expectDocumented('PATCH /v1/threads/{id}', response)
    }
    await own.request('POST', `/v1/threads/${id}/resolve`)
    expect((await own.request('PATCH', `/v1/threads/${id}`, { priority: 'low' })).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const path = `/v1/threads/${await makeThread(own)}`
    expect((await foreign.request('PATCH', path, { priority: 'low' })).status).toBe(404)
  },
})

testRoute('GET /v1/threads/{id}/note', {
  happy: async ({ own }) => {
    const { thread_id } = await accept(
      own,
      messageBody('Oi, sou a Marta, cpf 529.982.247-25. Pedido 123 errado'),
    )
    const response = await own.request('GET', `/v1/threads/${thread_id}/note`)
    const note = (await expectDocumented('GET /v1/threads/{id}/note', response)) as { text: string }
    expect(note.text).toContain('pedido #123')
    expect(note.text).not.toContain('529.982')
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/threads/thr_none/note')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/threads/{id}/note', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    expect((await foreign.request('GET', `/v1/threads/${await makeThread(own)}/note`)).status).toBe(404)
  },
})
