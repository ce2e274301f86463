import { expect } from 'vitest'
import { appendEvents, type NewEvent } from '../../src/db/append-event.ts'
import { systemActor } from '../../src/domain/actor.ts'
import type { TestApp, TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const append = ({ ctx }: TestApp, workspace: TestWorkspace, ...news: NewEvent[]) =>
  ctx.db.transaction((tx) =>
    appendEvents(ctx, tx, { workspaceId: workspace.id, actor: systemActor('test') }, news),
  )
const sent = (n: number): NewEvent => ({ type: 'reply.sent', data: { n } })
const failed = (n: number): NewEvent => ({ type: 'reply.failed', data: { n } })

interface Feed {
  data: { id: string; type: string; timestamp: string; data: unknown }[]
  next_after: string | null
}

async function read(workspace: TestWorkspace, query: string): Promise<Feed> {
  const response = await workspace.request('GET', `/v1/events${query}`)
  return (await expectDocumented('GET /v1/events', response)) as Feed
}
const idsOf = (feed: Feed) => feed.data.map((event) => event.id)

testRoute('GET /v1/events', {
  happy: async ({ app, own }) => {
    expect(await read(own, '')).toEqual({ data: [], next_after: null })
    const ids = await append(app, own, sent(1), failed(2), sent(3))
    const first = await read(own, '?limit=2')
    expect(idsOf(first)).toEqual(ids.slice(0, 2))
    expect(first.data[0]).toMatchObject({ type: 'reply.sent', data: { n: 1 } })
    expect(first.next_after).toBe(ids[1])
    const second = await read(own, `?limit=2&after=${first.next_after}`)
    expect(idsOf(second)).toEqual(ids.slice(2))
    const end = await read(own, `?after=${second.next_after}`)
    expect(end).toEqual({ data: [], next_after: ids[2] })
    const later = await append(app, own, failed(4))
    expect(idsOf(await read(own, `?after=${end.next_after}`))).toEqual(later)
    expect(idsOf(await read(own, `?type=reply.sent&after=${ids[0]}`))).toEqual([ids[2]])
  },
  invalid: async ({ own }) => {
    for (const [query, pointer] of [
      ['after=evt_none', '/after'],
      ['type=reply.lost', '/type'],
      ['limit=0', '/limit'],
    ]) {
      const response = await own.request('GET', `/v1/events?${query}`)
      expect(response.status).toBe(422)
      expect(await expectDocumented('GET /v1/events', response)).toMatchObject({ errors: [{ pointer }] })
    }
  },
  foreignWorkspace: async ({ app, own, foreign }) => {
    const [id] = await append(app, own, sent(1))
    expect(await read(foreign, '')).toEqual({ data: [], next_after: null })
    expect((await foreign.request('GET', `/v1/events?after=${id}`)).status).toBe(422)
  },
})
