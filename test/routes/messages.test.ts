import { expect } from 'vitest'
import { accept, decideMessage, messageBody, openChannel, putEntries } from '../support/send-message.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('POST /v1/messages', {
  happy: async ({ own }) => {
    const body = messageBody('Qual o horário de vocês?')
    const first = await own.request('POST', '/v1/messages', body)
    expect(first.status).toBe(202)
    const accepted = (await expectDocumented('POST /v1/messages', first)) as {
      message_id: string
      thread_id: string
    }
    expect(first.headers.get('location')).toBe(`/v1/messages/${accepted.message_id}/decision`)
    const again = await own.request('POST', '/v1/messages', { ...body, text: 'changed' })
    expect(await again.json()).toEqual({ ...accepted, status: 'duplicate' })
  },
  invalid: async ({ app, own }) => {
    const response = await own.request(
      'POST',
      '/v1/messages',
      messageBody('x', { surface: 'wall', channel: { id: 'a' } }),
    )
    expect(response.status).toBe(422)
    const body = (await expectDocumented('POST /v1/messages', response)) as { errors: { pointer: string }[] }
    expect(body.errors.map((error) => error.pointer).sort()).toEqual(['/channel/kind', '/surface'])
    const send = (text: string, headers = {}) =>
      app.app.request('/v1/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${own.key}`, 'content-type': 'application/json', ...headers },
        body: text,
      })
    const malformed = await send('{"external_id": ')
    expect(malformed.status).toBe(400)
    await expectDocumented('POST /v1/messages', malformed)
    const large = await send(JSON.stringify({ text: 'x'.repeat(3 * 1024 * 1024) }))
    expect(large.status).toBe(413)
    await expectDocumented('POST /v1/messages', large)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const body = messageBody('Oi')
    const mine = await accept(own, body)
    const theirs = await accept(foreign, body)
    expect(theirs.status).toBe('accepted')
    expect(theirs.thread_id).not.toBe(mine.thread_id)
  },
})

testRoute('POST /v1/messages/batch', {
  happy: async ({ own }) => {
    const body = messageBody('Oi')
    const messages = [
      body,
      body,
      { ...messageBody('x'), surface: 'wall' },
      messageBody('Hola', { backfill: true }),
    ]
    const response = await own.request('POST', '/v1/messages/batch', { messages })
    const { data } = (await expectDocumented('POST /v1/messages/batch', response)) as {
      data: { status: string }[]
    }
    expect(data.map((item) => item.status)).toEqual(['accepted', 'duplicate', 'invalid', 'stored'])
    expect(data[2]).toMatchObject({ errors: [{ pointer: '/messages/2/surface' }] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/messages/batch', { messages: [] })
    expect(response.status).toBe(422)
    await expectDocumented('POST /v1/messages/batch', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const messages = [messageBody('Oi')]
    await own.request('POST', '/v1/messages/batch', { messages })
    const theirs = await foreign.request('POST', '/v1/messages/batch', { messages })
    expect(await theirs.json()).toMatchObject({ data: [{ status: 'accepted' }] })
  },
})

testRoute('GET /v1/messages/{id}/decision', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await putEntries(own)
    const { message_id } = await accept(
      own,
      messageBody('Qual o horário de funcionamento?', { channel: { id: 'slow', kind: 'web' } }),
    )
    const pending = await own.request('GET', `/v1/messages/${message_id}/decision`)
    expect(pending.status).toBe(202)
    expect(pending.headers.get('retry-after')).toBe('1')
    await expectDocumented('GET /v1/messages/{id}/decision', pending)
    const decided = await decideMessage(app, own, 'Qual o horário de funcionamento?')
    const response = await own.request('GET', `/v1/messages/${decided.message_id}/decision`)
    await expectDocumented('GET /v1/messages/{id}/decision', response)
    expect(decided).toMatchObject({
      route: 'auto_reply',
      category: 'faq',
      draft: { state: 'approved', citations: [{ external_id: 'horario' }] },
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/messages/msg_none/decision')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/messages/{id}/decision', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { message_id } = await accept(own, messageBody('Oi'))
    expect((await foreign.request('GET', `/v1/messages/${message_id}/decision`)).status).toBe(404)
  },
})

testRoute('POST /v1/messages/{id}/correct', {
  happy: async ({ own }) => {
    const { message_id } = await accept(own, messageBody('Oi'))
    const response = await own.request('POST', `/v1/messages/${message_id}/correct`, { category: 'spam' })
    expect(await expectDocumented('POST /v1/messages/{id}/correct', response)).toHaveProperty('feedback_id')
  },
  invalid: async ({ own }) => {
    const { message_id } = await accept(own, messageBody('Oi'))
    const response = await own.request('POST', `/v1/messages/${message_id}/correct`, {})
    expect(response.status).toBe(422)
    await expectDocumented('POST /v1/messages/{id}/correct', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { message_id } = await accept(own, messageBody('Oi'))
    const response = await foreign.request('POST', `/v1/messages/${message_id}/correct`, { category: 'spam' })
    expect(response.status).toBe(404)
  },
})

testRoute('POST /v1/classify', {
  happy: async ({ own }) => {
    await putEntries(own)
    const items = [{ text: 'Qual o horário de funcionamento?' }, { text: '👍👍', surface: 'comment' }]
    const response = await own.request('POST', '/v1/classify', { items })
    const { data } = (await expectDocumented('POST /v1/classify', response)) as {
      data: {
        category: string
        reply_owed: boolean
        labels: Record<string, { score: number; threshold: number; fired: boolean }>
      }[]
    }
    expect(data.map((item) => [item.category, item.reply_owed])).toEqual([
      ['faq', true],
      ['needs_human', false],
    ])
    for (const label of data.flatMap((item) => Object.values(item.labels))) {
      expect(label.fired).toBe(label.score >= label.threshold)
    }
  },
  invalid: async ({ own }) => {
    const response = await own.request('POST', '/v1/classify', { items: [{ text: 'ok' }, { text: '' }] })
    expect(response.status).toBe(422)
    expect(await expectDocumented('POST /v1/classify', response)).toMatchObject({
      errors: [{ pointer: '/items/1/text' }],
    })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await putEntries(own)
    const response = await foreign.request('POST', '/v1/classify', {
      items: [{ text: 'Qual o horário de funcionamento?' }],
    })
    expect(await response.json()).toMatchObject({ data: [{ labels: { faq: { fired: false } } }] })
  },
})

const EDIT = 'PATCH /v1/channels/{id}/messages/{external_id}'
const REMOVE = 'DELETE /v1/channels/{id}/messages/{external_id}'

testRoute('PATCH /v1/channels/{id}/messages/{external_id}', {
  happy: async ({ own }) => {
    const { message_id, thread_id } = await accept(own, messageBody('oi', { external_id: 'a/b' }))
    const edit = () => own.request('PATCH', '/v1/channels/shop/messages/a%2Fb', { text: 'oi!' })
    expect(await expectDocumented(EDIT, await edit())).toEqual({
      message_id,
      thread_id,
      status: 'changed',
      is_decided_anew: true,
    })
    expect(await (await edit()).json()).toMatchObject({ status: 'unchanged' })
  },
  invalid: async ({ own }) => {
    await accept(own, messageBody('oi', { external_id: 'e1' }))
    const empty = await own.request('PATCH', '/v1/channels/shop/messages/e1', { text: '' })
    expect(empty.status).toBe(422)
    await expectDocumented(EDIT, empty)
    await own.request('DELETE', '/v1/channels/shop/messages/e1')
    const gone = await own.request('PATCH', '/v1/channels/shop/messages/e1', { text: 'oi' })
    expect(gone.status).toBe(409)
    await expectDocumented(EDIT, gone)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await accept(own, messageBody('oi', { external_id: 'e1' }))
    const response = await foreign.request('PATCH', '/v1/channels/shop/messages/e1', { text: 'ha' })
    expect(response.status).toBe(404)
  },
})

testRoute('DELETE /v1/channels/{id}/messages/{external_id}', {
  happy: async ({ own }) => {
    const { thread_id } = await accept(own, messageBody('meu segredo', { external_id: 'd1' }))
    const remove = () => own.request('DELETE', '/v1/channels/shop/messages/d1')
    expect(await expectDocumented(REMOVE, await remove())).toMatchObject({ status: 'changed' })
    expect(await (await remove()).json()).toMatchObject({ status: 'unchanged' })
    expect(await (await own.request('GET', `/v1/threads/${thread_id}`)).text()).not.toContain('segredo')
  },
  invalid: async ({ own }) => {
    const response = await own.request('DELETE', '/v1/channels/shop/messages/none')
    expect(response.status).toBe(404)
    await expectDocumented(REMOVE, response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { thread_id } = await accept(own, messageBody('fica', { external_id: 'd1' }))
    expect((await foreign.request('DELETE', '/v1/channels/shop/messages/d1')).status).toBe(404)
    expect(await (await own.request('GET', `/v1/threads/${thread_id}`)).text()).toContain('fica')
  },
})
