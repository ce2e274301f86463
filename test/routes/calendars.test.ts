import { expect } from 'vitest'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const SHOP = {
  name: 'Loja',
  time_zone: 'America/Sao_Paulo',
  week: {
    mon: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ],
    fri: [{ from: '18:00', to: '02:00' }],
  },
  holidays: [{ name: 'Natal', date: '12-25' }],
}
const PATH = '/v1/business-calendars'

async function makeCalendar(own: TestWorkspace, over: Record<string, unknown> = {}): Promise<string> {
  const response = await own.request('POST', PATH, { ...SHOP, ...over })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

async function actionsOn(own: TestWorkspace, id: string): Promise<string[]> {
  const audit = (await (await own.request('GET', '/v1/audit-events?limit=100')).json()) as {
    data: { action: string; subject_id: string }[]
  }
  return audit.data.filter((entry) => entry.subject_id === id).map((entry) => entry.action)
}

testRoute('POST /v1/business-calendars', {
  happy: async ({ own }) => {
    const response = await own.request('POST', PATH, SHOP)
    const body = await expectDocumented('POST /v1/business-calendars', response)
    expect(body).toMatchObject({
      ...SHOP,
      holidays: [{ name: 'Natal', date: '12-25', periods: [] }],
      is_always_open: false,
      version: 1,
    })
    const { id } = body as { id: string }
    expect(response.headers.get('location')).toBe(`${PATH}/${id}`)
    expect(await actionsOn(own, id)).toEqual(['calendar.created'])
    const feed = (await (await own.request('GET', '/v1/events')).json()) as { data: { type: string }[] }
    expect(feed.data).toContainEqual(
      expect.objectContaining({ type: 'calendar.created', data: { id, version: 1 } }),
    )
  },
  invalid: async ({ own }) => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ time_zone: 'America/Recado' }, '/time_zone'],
      [{ time_zone: 'PST' }, '/time_zone'],
      [{ week: { mon: [{ from: '09:00', to: '09:00' }] } }, '/week/mon/0'],
      [{ week: { mon: [{ from: '9:00', to: '18:00' }] } }, '/week/mon/0/from'],
      [{ holidays: [{ name: 'Never', date: '02-30' }] }, '/holidays/0/date'],
      [
        {
          holidays: [
            { name: 'One', date: '12-25' },
            { name: 'Two', date: '12-25' },
          ],
        },
        '/holidays',
      ],
    ]
    for (const [over, pointer] of wrong) {
      const response = await own.request('POST', PATH, { ...SHOP, ...over })
      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({ errors: [{ pointer }] })
    }
    await makeCalendar(own)
    const twin = await own.request('POST', PATH, SHOP)
    expect(twin.status).toBe(409)
    await expectDocumented('POST /v1/business-calendars', twin)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeCalendar(own)
    expect((await foreign.request('POST', PATH, SHOP)).status).toBe(201)
    expect((await foreign.request('GET', `${PATH}/${id}`)).status).toBe(404)
  },
})

testRoute('GET /v1/business-calendars', {
  happy: async ({ own }) => {
    const id = await makeCalendar(own, { name: 'Plantão' })
    const response = await own.request('GET', PATH)
    const body = (await expectDocumented('GET /v1/business-calendars', response)) as {
      data: { id: string }[]
    }
    expect(body.data.map((calendar) => calendar.id)).toContain(id)
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${PATH}?limit=0`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeCalendar(own)
    const body = (await (await foreign.request('GET', PATH)).json()) as { data: { id: string }[] }
    expect(body.data.map((calendar) => calendar.id)).not.toContain(id)
  },
})

testRoute('GET /v1/business-calendars/{id}', {
  happy: async ({ own }) => {
    const response = await own.request('GET', `${PATH}/${await makeCalendar(own)}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/business-calendars/{id}', response)).toMatchObject({
      week: SHOP.week,
    })
  },
  invalid: async ({ own }) => {
    expect((await own.request('GET', `${PATH}/${'x'.repeat(200)}`)).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const response = await foreign.request('GET', `${PATH}/${await makeCalendar(own)}`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/business-calendars/{id}', response)
  },
})

testRoute('PUT /v1/business-calendars/{id}', {
  happy: async ({ own }) => {
    const id = await makeCalendar(own)
    const change = { name: 'Sempre', time_zone: 'UTC', is_always_open: true }
    const response = await own.request('PUT', `${PATH}/${id}`, change, { 'if-match': '"1"' })
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await expectDocumented('PUT /v1/business-calendars/{id}', response)).toMatchObject({
      ...change,
      id,
      version: 2,
      week: {},
    })
    expect(await actionsOn(own, id)).toEqual(['calendar.changed', 'calendar.created'])
  },
  invalid: async ({ own }) => {
    const id = await makeCalendar(own)
    await makeCalendar(own, { name: 'Plantão' })
    const put = (body: unknown, tag: string) => own.request('PUT', `${PATH}/${id}`, body, { 'if-match': tag })
    expect((await put({ name: 'Loja' }, '*')).status).toBe(422)
    const taken = await put({ ...SHOP, name: 'Plantão' }, '*')
    expect(taken.status).toBe(409)
    const stale = await put(SHOP, '"7"')
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/business-calendars/{id}', stale)
    expect(await actionsOn(own, id)).toEqual(['calendar.created'])
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeCalendar(own)
    expect((await foreign.request('PUT', `${PATH}/${id}`, { ...SHOP, name: 'Minha' })).status).toBe(404)
    expect(await (await own.request('GET', `${PATH}/${id}`)).json()).toMatchObject({ name: 'Loja' })
  },
})

testRoute('DELETE /v1/business-calendars/{id}', {
  happy: async ({ own }) => {
    const id = await makeCalendar(own)
    const response = await own.request('DELETE', `${PATH}/${id}`)
    expect(response.status).toBe(204)
    await expectDocumented('DELETE /v1/business-calendars/{id}', response)
    expect((await own.request('GET', `${PATH}/${id}`)).status).toBe(404)
    expect(await actionsOn(own, id)).toEqual(['calendar.deleted', 'calendar.created'])
  },
  invalid: async ({ own }) => {
    const id = await makeCalendar(own)
    const stale = await own.request('DELETE', `${PATH}/${id}`, undefined, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('DELETE /v1/business-calendars/{id}', stale)
    const when = { calendar: { id, is: 'closed' } }
    for (const [path, rule] of [
      ['/v1/routing-rules', { name: 'night', when, to: {} }],
      ['/v1/rules', { name: 'away', when, say: { pt: 'Estamos fora.' } }],
    ] as const) {
      expect((await own.request('PUT', path, { rules: [rule] })).status).toBe(200)
      const asked = await own.request('DELETE', `${PATH}/${id}`)
      expect(asked.status).toBe(409)
      await expectDocumented('DELETE /v1/business-calendars/{id}', asked)
      // Only what holds now counts.
      expect((await own.request('PUT', path, { rules: [] })).status).toBe(200)
    }
    expect((await own.request('GET', `${PATH}/${id}`)).status).toBe(200)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const id = await makeCalendar(own)
    expect((await foreign.request('DELETE', `${PATH}/${id}`)).status).toBe(404)
    expect((await own.request('GET', `${PATH}/${id}`)).status).toBe(200)
  },
})

testRoute('POST /v1/business-calendars/{id}/preview', {
  happy: async ({ own }) => {
    const path = `${PATH}/${await makeCalendar(own)}/preview`
    // A Monday, 11:00 in São Paulo.
    const span = { from: '2026-11-23T11:00:00-03:00', to: '2026-11-23T14:00:00-03:00', count: 2 }
    const response = await own.request('POST', path, span)
    expect(await expectDocumented('POST /v1/business-calendars/{id}/preview', response)).toEqual({
      from: '2026-11-23T14:00:00.000Z',
      is_open: true,
      next_openings: [
        { from: '2026-11-23T14:00:00.000Z', to: '2026-11-23T15:00:00.000Z' },
        { from: '2026-11-23T16:00:00.000Z', to: '2026-11-23T21:00:00.000Z' },
      ],
      business_ms: 2 * 3_600_000,
    })
    const never = `${PATH}/${await makeCalendar(own, { name: 'Nunca', week: {} })}/preview`
    expect(await (await own.request('POST', never, {})).json()).toMatchObject({
      is_open: false,
      next_openings: [],
      business_ms: null,
    })
  },
  invalid: async ({ own }) => {
    const path = `${PATH}/${await makeCalendar(own)}/preview`
    expect((await own.request('POST', path, { from: 'tomorrow' })).status).toBe(422)
    for (const span of [
      { from: '2026-01-01T00:00:00Z', to: '2126-01-01T00:00:00Z' },
      { to: '9999-01-01T00:00:00Z' },
      { to: '0001-01-01T00:00:00Z' },
    ]) {
      const far = await own.request('POST', path, span)
      expect(far.status).toBe(422)
      expect(await far.json()).toMatchObject({ errors: [{ pointer: '/to' }] })
    }
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const path = `${PATH}/${await makeCalendar(own)}/preview`
    expect((await foreign.request('POST', path, {})).status).toBe(404)
  },
})
