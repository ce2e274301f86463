import { expect } from 'vitest'
import type { Draft } from '../../src/domain/draft.ts'
import { drainTurns } from '../support/drain-turns.ts'
import { accept, decideMessage, messageBody, openChannel, putEntries } from '../support/send-message.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

/** A draft that waits for review, or one that was sent where the channel answers by itself. */
async function makeDraft(app: TestApp, own: TestWorkspace, mode: 'draft' | 'auto' = 'draft'): Promise<Draft> {
  await openChannel(own, mode)
  await putEntries(own)
  const decision = await decideMessage(app, own, 'Qual o horário de funcionamento?')
  expect(decision.draft).not.toBeNull()
  return decision.draft!
}

testRoute('GET /v1/drafts', {
  happy: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const response = await own.request('GET', '/v1/drafts?state=pending_review')
    expect(await expectDocumented('GET /v1/drafts', response)).toMatchObject({ data: [{ id }] })
    expect(await (await own.request('GET', '/v1/drafts?state=sent')).json()).toMatchObject({ data: [] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/drafts?state=lost')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/drafts', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await makeDraft(app, own)
    expect(await (await foreign.request('GET', '/v1/drafts')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/drafts/{id}', {
  happy: async ({ app, own }) => {
    const { id, text } = await makeDraft(app, own)
    const response = await own.request('GET', `/v1/drafts/${id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/drafts/{id}', response)).toMatchObject({
      id,
      text,
      proposed_text: text,
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/drafts/drf_none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/drafts/{id}', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own)
    expect((await foreign.request('GET', `/v1/drafts/${id}`)).status).toBe(404)
  },
})

testRoute('POST /v1/drafts/{id}/approve', {
  happy: async ({ app, own }) => {
    const { id, text } = await makeDraft(app, own)
    const response = await own.request(
      'POST',
      `/v1/drafts/${id}/approve`,
      { text: 'Das 9h às 19h!' },
      { 'if-match': '"1"' },
    )
    expect(await expectDocumented('POST /v1/drafts/{id}/approve', response)).toMatchObject({
      state: 'approved',
      text: 'Das 9h às 19h!',
      proposed_text: text,
    })
    const events = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string; data: { reply_id?: string; text?: string } }[]
    }
    const replies = events.data.filter((event) => event.type === 'reply.requested')
    expect(replies.map((event) => event.data)).toMatchObject([
      { reply_id: id, kind: 'answer', text: 'Das 9h às 19h!' },
    ])
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const stale = await own.request('POST', `/v1/drafts/${id}/approve`, {}, { 'if-match': '"9"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/drafts/{id}/approve', stale)
    expect((await own.request('POST', `/v1/drafts/${id}/approve`)).status).toBe(200)
    const second = await own.request('POST', `/v1/drafts/${id}/approve`, {})
    expect(second.status).toBe(409)
    await expectDocumented('POST /v1/drafts/{id}/approve', second)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own)
    expect((await foreign.request('POST', `/v1/drafts/${id}/approve`, {})).status).toBe(404)
    expect(await (await own.request('GET', `/v1/drafts/${id}`)).json()).toMatchObject({
      state: 'pending_review',
    })
  },
})

testRoute('POST /v1/drafts/{id}/reject', {
  happy: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const response = await own.request('POST', `/v1/drafts/${id}/reject`, { reason: 'fora do tom' })
    const body = (await expectDocumented('POST /v1/drafts/{id}/reject', response)) as { thread_id: string }
    expect(body).toMatchObject({ state: 'rejected', review_reason: 'fora do tom' })
    const thread = await (await own.request('GET', `/v1/threads/${body.thread_id}`)).json()
    expect(thread).toMatchObject({ status: 'new', waiting_since: expect.any(String) })
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const response = await own.request('POST', `/v1/drafts/${id}/reject`, {})
    expect(response.status).toBe(422)
    expect(await expectDocumented('POST /v1/drafts/{id}/reject', response)).toMatchObject({
      errors: [{ pointer: '/reason' }],
    })
    const stale = await own.request('POST', `/v1/drafts/${id}/reject`, { reason: 'x' }, { 'if-match': '"9"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/drafts/{id}/reject', stale)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own)
    expect((await foreign.request('POST', `/v1/drafts/${id}/reject`, { reason: 'x' })).status).toBe(404)
  },
})

testRoute('POST /v1/drafts/{id}/draft-anew', {
  happy: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const entry = {
      external_id: 'horario',
      question: 'Qual o horário de funcionamento?',
      answer: 'Das 8h às 12h.',
    }
    await putEntries(own, [entry])
    const response = await own.request('POST', `/v1/drafts/${id}/draft-anew`, undefined, {
      'if-match': '"1"',
    })
    const before = await expectDocumented('POST /v1/drafts/{id}/draft-anew', response)
    expect(before).toMatchObject({ id, state: 'superseded' })
    await drainTurns(app.ctx)
    const waiting = await (await own.request('GET', '/v1/drafts?state=pending_review')).json()
    expect(waiting).toMatchObject({ data: [{ text: expect.stringContaining('Das 8h às 12h.') }] })
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const stale = await own.request('POST', `/v1/drafts/${id}/draft-anew`, undefined, { 'if-match': '"9"' })
    expect(stale.status).toBe(412)
    await own.request('POST', `/v1/drafts/${id}/approve`)
    const late = await own.request('POST', `/v1/drafts/${id}/draft-anew`)
    expect(late.status).toBe(409)
    await expectDocumented('POST /v1/drafts/{id}/draft-anew', late)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own)
    expect((await foreign.request('POST', `/v1/drafts/${id}/draft-anew`)).status).toBe(404)
    expect(await (await own.request('GET', `/v1/drafts/${id}`)).json()).toMatchObject({
      state: 'pending_review',
    })
  },
})

testRoute('POST /v1/drafts/{id}/feedback', {
  happy: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const response = await own.request('POST', `/v1/drafts/${id}/feedback`, {
      rating: 'bad',
      comment: 'preço velho',
    })
    expect(await expectDocumented('POST /v1/drafts/{id}/feedback', response)).toHaveProperty('feedback_id')
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const response = await own.request('POST', `/v1/drafts/${id}/feedback`, { rating: 'meh' })
    expect(response.status).toBe(422)
    await expectDocumented('POST /v1/drafts/{id}/feedback', response)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own)
    expect((await foreign.request('POST', `/v1/drafts/${id}/feedback`, { rating: 'good' })).status).toBe(404)
  },
})

testRoute('POST /v1/drafts/{id}/send-result', {
  happy: async ({ app, own }) => {
    const { id } = await makeDraft(app, own, 'auto')
    const report = () => own.request('POST', `/v1/drafts/${id}/send-result`, { status: 'sent' })
    expect(await expectDocumented('POST /v1/drafts/{id}/send-result', await report())).toMatchObject({
      state: 'sent',
    })
    expect(await (await report()).json()).toMatchObject({ state: 'sent', revision: 2 })
    const failed = await makeDraft(app, own, 'auto')
    const response = await own.request('POST', `/v1/drafts/${failed.id}/send-result`, {
      status: 'failed',
      code: '131047',
    })
    const body = (await response.json()) as { thread_id: string }
    expect(body).toMatchObject({ state: 'failed', failure_code: '131047' })
    const thread = await (await own.request('GET', `/v1/threads/${body.thread_id}`)).json()
    expect(thread).toMatchObject({ status: 'new', waiting_since: expect.any(String) })
  },
  invalid: async ({ app, own }) => {
    const { id } = await makeDraft(app, own)
    const early = await own.request('POST', `/v1/drafts/${id}/send-result`, { status: 'sent' })
    expect(early.status).toBe(409)
    await expectDocumented('POST /v1/drafts/{id}/send-result', early)
    expect((await own.request('POST', `/v1/drafts/${id}/send-result`, { status: 'maybe' })).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { id } = await makeDraft(app, own, 'auto')
    expect((await foreign.request('POST', `/v1/drafts/${id}/send-result`, { status: 'sent' })).status).toBe(
      404,
    )
  },
})

testRoute('POST /v1/threads/{id}/replies', {
  happy: async ({ app, own }) => {
    const waiting = await makeDraft(app, own)
    const { thread_id } = (await (await own.request('GET', `/v1/drafts/${waiting.id}`)).json()) as {
      thread_id: string
    }
    const response = await own.request('POST', `/v1/threads/${thread_id}/replies`, {
      text: 'Oi! Das 9h às 19h.',
    })
    expect(response.status).toBe(201)
    const reply = (await expectDocumented('POST /v1/threads/{id}/replies', response)) as { id: string }
    expect(reply).toMatchObject({ kind: 'person', state: 'approved', decision_id: null })
    expect(await (await own.request('GET', `/v1/drafts/${waiting.id}`)).json()).toMatchObject({
      state: 'superseded',
    })
    expect(await (await own.request('GET', `/v1/threads/${thread_id}`)).json()).toMatchObject({
      status: 'waiting_for_customer',
      is_ai_silenced: true,
      waiting_since: null,
    })
    const sent = await own.request('POST', `/v1/drafts/${reply.id}/send-result`, { status: 'sent' })
    expect(await sent.json()).toMatchObject({ state: 'sent' })
  },
  invalid: async ({ app, own }) => {
    await openChannel(own)
    const decision = await decideMessage(app, own, 'oi')
    const path = `/v1/threads/${decision.thread_id}/replies`
    expect((await own.request('POST', path, { text: ' ' })).status).toBe(422)
    const stale = await own.request('POST', path, { text: 'oi' }, { 'if-match': '"99"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/threads/{id}/replies', stale)
    await own.request('POST', `/v1/threads/${decision.thread_id}/resolve`)
    const late = await own.request('POST', path, { text: 'oi' })
    expect(late.status).toBe(409)
    await expectDocumented('POST /v1/threads/{id}/replies', late)
    const begun = await accept(own, messageBody('Oi! Seu pedido saiu.', { direction: 'outbound' }))
    const early = await own.request('POST', `/v1/threads/${begun.thread_id}/replies`, { text: 'oi' })
    expect(await early.json()).toMatchObject({
      status: 409,
      detail: expect.stringContaining('Nobody has written'),
    })
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await openChannel(own)
    const { thread_id } = await decideMessage(app, own, 'oi')
    expect((await foreign.request('POST', `/v1/threads/${thread_id}/replies`, { text: 'oi' })).status).toBe(
      404,
    )
  },
})
