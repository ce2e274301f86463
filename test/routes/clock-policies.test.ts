import { expect } from 'vitest'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { type RouteCases, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const RESOURCES = [
  {
    path: '/v1/sla-policies',
    kind: 'sla_policy',
    body: { name: 'Urgent', conditions: { priorities: ['urgent'] }, first_response_s: 300 },
    shown: { next_response_s: null, resolution_s: 86_400, at_risk_share: 0.8, position: 100 },
    wrong: [{ first_response_s: 0 }, '/first_response_s'],
  },
  {
    path: '/v1/escalation-policies',
    kind: 'escalation_policy',
    body: {
      name: 'Tiers',
      conditions: { labels: ['VIP'] },
      steps: [
        { after_s: 1800, target: { kind: 'role', role: 'level_2' } },
        { after_s: 7200, target: { kind: 'role', role: 'escalation' }, priority: 'high' },
      ],
    },
    shown: { calendar_id: null, position: 100 },
    wrong: [{ steps: [] }, '/steps'],
  },
] as const
type Resource = (typeof RESOURCES)[number]

async function make(own: TestWorkspace, { path, body }: Resource, over: object = {}): Promise<string> {
  const response = await own.request('POST', path, { ...body, ...over })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

async function actionsOn(own: TestWorkspace, id: string): Promise<string[]> {
  const audit = (await (await own.request('GET', '/v1/audit-events?limit=100')).json()) as {
    data: { action: string; subject_id: string }[]
  }
  return audit.data.filter((entry) => entry.subject_id === id).map((entry) => entry.action)
}

function making(resource: Resource): RouteCases {
  const operation = `POST ${resource.path}`
  const { path, body, shown, kind, wrong } = resource
  return {
    happy: async ({ own }) => {
      const response = await own.request('POST', path, body)
      const made = (await expectDocumented(operation, response)) as { id: string }
      expect(made).toMatchObject({ ...body, ...shown, version: 1 })
      expect(response.headers.get('location')).toBe(`${path}/${made.id}`)
      expect(await actionsOn(own, made.id)).toEqual([`${kind}.created`])
    },
    invalid: async ({ app, own }) => {
      const foreign = await app.makeWorkspace()
      const refuse = async (over: object, pointer: string) => {
        const response = await own.request('POST', path, { ...body, ...over })
        expect(response.status).toBe(422)
        expect(await expectDocumented(operation, response)).toMatchObject({ errors: [{ pointer }] })
      }
      await refuse(wrong[0], wrong[1])
      const theirs = await foreign.request('POST', '/v1/business-calendars', {
        name: 'Theirs',
        time_zone: 'UTC',
      })
      await refuse({ calendar_id: ((await theirs.json()) as { id: string }).id }, '/calendar_id')
      await make(own, resource)
      const twin = await own.request('POST', path, body)
      expect(twin.status).toBe(409)
      await expectDocumented(operation, twin)
    },
    foreignWorkspace: async ({ own, foreign }) => {
      const id = await make(own, resource)
      await make(foreign, resource)
      expect((await foreign.request('GET', `${path}/${id}`)).status).toBe(404)
    },
  }
}

function listing(resource: Resource): RouteCases {
  const operation = `GET ${resource.path}`
  return {
    happy: async ({ own }) => {
      const id = await make(own, resource)
      const body = await expectDocumented(operation, await own.request('GET', resource.path))
      expect((body as { data: { id: string }[] }).data.map((row) => row.id)).toContain(id)
    },
    invalid: async ({ own }) => {
      expect((await own.request('GET', `${resource.path}?limit=0`)).status).toBe(422)
    },
    foreignWorkspace: async ({ own, foreign }) => {
      const id = await make(own, resource)
      const body = (await (await foreign.request('GET', resource.path)).json()) as { data: { id: string }[] }
      expect(body.data.map((row) => row.id)).not.toContain(id)
    },
  }
}

function reading(resource: Resource): RouteCases {
  const operation = `GET ${resource.path}/{id}`
  return {
    happy: async ({ own }) => {
      const response = await own.request('GET', `${resource.path}/${await make(own, resource)}`)
      expect(response.headers.get('etag')).toBe('"1"')
      expect(await expectDocumented(operation, response)).toMatchObject(resource.body)
    },
    invalid: async ({ own }) => {
      expect((await own.request('GET', `${resource.path}/${'x'.repeat(200)}`)).status).toBe(422)
    },
    foreignWorkspace: async ({ own, foreign }) => {
      const response = await foreign.request('GET', `${resource.path}/${await make(own, resource)}`)
      expect(response.status).toBe(404)
      await expectDocumented(operation, response)
    },
  }
}

function changing(resource: Resource): RouteCases {
  const operation = `PUT ${resource.path}/{id}`
  const { path, body, kind, wrong } = resource
  return {
    happy: async ({ own }) => {
      const id = await make(own, resource)
      const change = { ...body, name: 'Renamed', position: 3 }
      const response = await own.request('PUT', `${path}/${id}`, change, { 'if-match': '"1"' })
      expect(response.headers.get('etag')).toBe('"2"')
      expect(await expectDocumented(operation, response)).toMatchObject({ ...change, id, version: 2 })
      expect(await actionsOn(own, id)).toEqual([`${kind}.changed`, `${kind}.created`])
    },
    invalid: async ({ own }) => {
      const id = await make(own, resource)
      const put = (over: object, tag = '*') =>
        own.request('PUT', `${path}/${id}`, { ...body, ...over }, { 'if-match': tag })
      expect((await put(wrong[0])).status).toBe(422)
      await make(own, resource, { name: 'Taken' })
      expect((await put({ name: 'Taken' })).status).toBe(409)
      const stale = await put({}, '"7"')
      expect(stale.status).toBe(412)
      await expectDocumented(operation, stale)
      expect(await actionsOn(own, id)).toEqual([`${kind}.created`])
    },
    foreignWorkspace: async ({ own, foreign }) => {
      const id = await make(own, resource)
      expect((await foreign.request('PUT', `${path}/${id}`, body)).status).toBe(404)
      expect(await (await own.request('GET', `${path}/${id}`)).json()).toMatchObject({ version: 1 })
    },
  }
}

function deleting(resource: Resource): RouteCases {
  const operation = `DELETE ${resource.path}/{id}`
  const { path, kind } = resource
  return {
    happy: async ({ own }) => {
      const id = await make(own, resource)
      const response = await own.request('DELETE', `${path}/${id}`)
      expect(response.status).toBe(204)
      await expectDocumented(operation, response)
      expect((await own.request('GET', `${path}/${id}`)).status).toBe(404)
      expect(await actionsOn(own, id)).toEqual([`${kind}.deleted`, `${kind}.created`])
    },
    invalid: async ({ own }) => {
      const id = await make(own, resource)
      const stale = await own.request('DELETE', `${path}/${id}`, undefined, { 'if-match': '"7"' })
      expect(stale.status).toBe(412)
      await expectDocumented(operation, stale)
    },
    foreignWorkspace: async ({ own, foreign }) => {
      const id = await make(own, resource)
      expect((await foreign.request('DELETE', `${path}/${id}`)).status).toBe(404)
      expect((await own.request('GET', `${path}/${id}`)).status).toBe(200)
    },
  }
}

const [SLA, ESCALATION] = RESOURCES
testRoute('POST /v1/sla-policies', making(SLA))
testRoute('GET /v1/sla-policies', listing(SLA))
testRoute('GET /v1/sla-policies/{id}', reading(SLA))
testRoute('PUT /v1/sla-policies/{id}', changing(SLA))
testRoute('DELETE /v1/sla-policies/{id}', deleting(SLA))
testRoute('POST /v1/escalation-policies', making(ESCALATION))
testRoute('GET /v1/escalation-policies', listing(ESCALATION))
testRoute('GET /v1/escalation-policies/{id}', reading(ESCALATION))
testRoute('PUT /v1/escalation-policies/{id}', changing(ESCALATION))
testRoute('DELETE /v1/escalation-policies/{id}', deleting(ESCALATION))
