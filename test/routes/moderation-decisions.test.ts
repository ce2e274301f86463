import { expect } from 'vitest'
import { hideMessage, holdMessage, moderationOf } from '../support/hold-message.ts'
import { makePerson } from '../support/make-person.ts'
import { decideMessage, openChannel } from '../support/send-message.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

testRoute('GET /v1/messages/{id}/moderation-decisions', {
  happy: async ({ app, own }) => {
    const { decision, actionId } = await hideMessage(app, own)
    const path = `/v1/messages/${decision.message_id}/moderation-decisions`
    const response = await own.request('GET', path)
    const body = await expectDocumented('GET /v1/messages/{id}/moderation-decisions', response)
    expect(body).toMatchObject({
      data: [
        {
          id: actionId,
          action: 'hide',
          rule: 'look_alike_link',
          decided_by: { kind: 'system' },
          outcome: null,
        },
      ],
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', `/v1/messages/${'x'.repeat(101)}/moderation-decisions`)
    expect(response.status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { decision } = await hideMessage(app, own)
    expect(await moderationOf(foreign, decision.message_id)).toEqual([])
  },
})

testRoute('POST /v1/messages/{id}/moderation-decisions', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    const { message_id } = await decideMessage(app, own, 'Não gostei', { surface: 'comment' })
    const ana = await makePerson(own, 'Ana')
    const path = `/v1/messages/${message_id}/moderation-decisions`
    for (const action of ['hide', 'unhide', 'block_author', 'unblock_author', 'delete', 'allow']) {
      const response = await ana.request('POST', path, { action, reason: 'combinado', rule: 'r1' })
      expect(response.status).toBe(201)
      await expectDocumented('POST /v1/messages/{id}/moderation-decisions', response)
    }
    const kept = (await moderationOf(own, message_id)).map((row) => row.action)
    expect(kept.sort()).toEqual(['allow', 'block', 'delete', 'hide', 'unblock', 'unhide'])
  },
  invalid: async ({ app, own }) => {
    await openChannel(own)
    const comment = await decideMessage(app, own, 'Não gostei', { surface: 'comment' })
    const dm = await decideMessage(app, own, 'Não gostei')
    const ana = await makePerson(own, 'Ana')
    const remove = { action: 'delete', reason: 'x' }
    const post = (by: typeof ana | typeof own, id: string, body: unknown) =>
      by.request('POST', `/v1/messages/${id}/moderation-decisions`, body)
    // Only a person deletes, and only a comment.
    expect((await post(own, comment.message_id, remove)).status).toBe(403)
    expect((await post(ana, dm.message_id, remove)).status).toBe(409)
    expect((await post(ana, 'msg_none', remove)).status).toBe(404)
    expect((await post(ana, comment.message_id, { action: 'hide' })).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { decision } = await hideMessage(app, own)
    const path = `/v1/messages/${decision.message_id}/moderation-decisions`
    expect((await foreign.request('POST', path, { action: 'unhide', reason: 'x' })).status).toBe(404)
  },
})

testRoute('POST /v1/messages/{id}/action-result', {
  happy: async ({ app, own }) => {
    const { decision, actionId } = await hideMessage(app, own)
    const path = `/v1/messages/${decision.message_id}/action-result`
    const report = (outcome: string, code?: string) =>
      own.request('POST', path, { action_id: actionId, outcome, ...(code && { code }) })
    const failed = await report('failed', '200')
    expect(await expectDocumented('POST /v1/messages/{id}/action-result', failed)).toMatchObject({
      outcome: { outcome: 'failed', code: '200' },
    })
    for (let i = 0; i < 2; i += 1)
      expect(await (await report('done')).json()).toMatchObject({ outcome: { outcome: 'done' } })
    expect((await report('failed')).status).toBe(409)
  },
  invalid: async ({ app, own }) => {
    const { decision, item } = await holdMessage(app, own)
    const path = `/v1/messages/${decision.message_id}/action-result`
    const [holding] = await moderationOf(own, item.message_id)
    expect((await own.request('POST', path, { action_id: holding!.id, outcome: 'done' })).status).toBe(409)
    expect((await own.request('POST', path, { action_id: 'mod_none', outcome: 'done' })).status).toBe(404)
    expect((await own.request('POST', path, { action_id: holding!.id, outcome: 'eaten' })).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { decision, actionId } = await hideMessage(app, own)
    const path = `/v1/messages/${decision.message_id}/action-result`
    expect((await foreign.request('POST', path, { action_id: actionId, outcome: 'done' })).status).toBe(404)
  },
})

testRoute('POST /v1/moderation-decisions/{id}/reverse', {
  happy: async ({ app, own }) => {
    const { actionId } = await hideMessage(app, own)
    const response = await own.request('POST', `/v1/moderation-decisions/${actionId}/reverse`, {
      reason: 'engano',
    })
    expect(await expectDocumented('POST /v1/moderation-decisions/{id}/reverse', response)).toMatchObject({
      action: 'unhide',
      reverses: actionId,
    })
  },
  invalid: async ({ app, own }) => {
    const { actionId } = await hideMessage(app, own)
    const path = `/v1/moderation-decisions/${actionId}/reverse`
    expect((await own.request('POST', path, { reason: '' })).status).toBe(422)
    await own.request('POST', path, { reason: 'engano' })
    const again = await own.request('POST', path, { reason: 'engano' })
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/moderation-decisions/{id}/reverse', again)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const { actionId } = await hideMessage(app, own)
    const path = `/v1/moderation-decisions/${actionId}/reverse`
    expect((await foreign.request('POST', path, { reason: 'x' })).status).toBe(404)
  },
})

const SINCE = encodeURIComponent('2020-01-01T00:00:00Z')

testRoute('GET /v1/moderation-decisions/reversals', {
  happy: async ({ app, own }) => {
    const { actionId } = await hideMessage(app, own)
    await hideMessage(app, own)
    await own.request('POST', `/v1/moderation-decisions/${actionId}/reverse`, { reason: 'engano' })
    const response = await own.request('GET', `/v1/moderation-decisions/reversals?since=${SINCE}`)
    expect(await expectDocumented('GET /v1/moderation-decisions/reversals', response)).toEqual({
      data: [
        { cause: 'look_alike_link', action: 'hide', threshold: 'rule', decided: 2, reversed: 1, share: 0.5 },
      ],
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', '/v1/moderation-decisions/reversals?since=ontem')).status).toBe(422)
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    await hideMessage(app, own)
    const response = await foreign.request('GET', `/v1/moderation-decisions/reversals?since=${SINCE}`)
    expect(await response.json()).toEqual({ data: [] })
  },
})
