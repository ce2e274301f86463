import { expect, test } from 'vitest'
import type { Template } from '../../src/domain/template.ts'
import { openChannel } from '../support/send-message.ts'
import type { TestWorkspace } from '../support/start-test-app.ts'
import { given, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

const INPUT = {
  name: 'order_shipped',
  language: 'pt',
  category: 'utility',
  body: 'Oi {first_name|tudo bem}, seu pedido {order_id} saiu hoje.',
  samples: { first_name: 'Ana', order_id: '204518' },
}
const { name: _name, language: _language, category: _category, ...DOCUMENT } = INPUT

async function make(own: Pick<TestWorkspace, 'request'>, over: object = {}): Promise<Template> {
  const response = await own.request('POST', '/v1/templates', { ...INPUT, ...over })
  expect(response.status).toBe(201)
  return (await response.json()) as Template
}

const reads = async (own: TestWorkspace, id: string) =>
  (await (await own.request('GET', `/v1/templates/${id}`)).json()) as Template

/** A template whose first version one manager submitted, and another manager. */
async function makeSubmitted({ own }: Pick<RouteCase, 'own'>) {
  const author = await own.makeMember('manager')
  const other = await own.makeMember('manager')
  const { id } = await make(author)
  const path = `/v1/templates/${id}/versions/1`
  expect((await author.request('POST', `${path}/submit`)).status).toBe(200)
  return { author, other, id, path }
}

testRoute('GET /v1/templates', {
  happy: async ({ own }) => {
    await make(own)
    await make(own, { language: 'es' })
    const response = await own.request('GET', '/v1/templates?name=order_shipped&language=es&category=utility')
    expect(await expectDocumented('GET /v1/templates', response)).toMatchObject({
      data: [
        {
          name: 'order_shipped',
          language: 'es',
          approved_version: null,
          latest: { version: 1, state: 'draft' },
        },
      ],
      next_cursor: null,
    })
    const first = (await (await own.request('GET', '/v1/templates?limit=1')).json()) as {
      next_cursor: string
    }
    const next = await own.request('GET', `/v1/templates?cursor=${first.next_cursor}`)
    expect(await next.json()).toMatchObject({ data: [{ language: 'es' }], next_cursor: null })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/templates?language=fr')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/templates', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await make(own)
    expect(await (await foreign.request('GET', '/v1/templates')).json()).toMatchObject({ data: [] })
  },
})

testRoute('GET /v1/templates/ready', {
  happy: async ({ own }) => {
    const response = await own.request('GET', '/v1/templates/ready')
    const { data } = (await expectDocumented('GET /v1/templates/ready', response)) as { data: object[] }
    expect(data).toHaveLength(18)
    expect((await own.request('POST', '/v1/templates', data[0])).status).toBe(201)
  },
  invalid: async ({ own }) => {
    expect((await own.request('POST', '/v1/templates/ready', {})).status).toBe(404)
  },
  foreignWorkspace: async ({ foreign }) => {
    expect((await foreign.request('GET', '/v1/templates/ready')).status).toBe(200)
  },
})

testRoute('POST /v1/templates', {
  happy: async ({ own }) => {
    const response = await own.request('POST', '/v1/templates', INPUT)
    expect(response.status).toBe(201)
    expect(await expectDocumented('POST /v1/templates', response)).toMatchObject({
      name: 'order_shipped',
      approved_version: null,
      latest: { version: 1, state: 'draft', findings: [], document: DOCUMENT },
    })
  },
  invalid: async ({ own }) => {
    await make(own)
    const taken = await own.request('POST', '/v1/templates', INPUT)
    expect(taken.status).toBe(409)
    await expectDocumented('POST /v1/templates', taken)
    for (const wrong of [{ name: 'Order Shipped' }, { body: '' }, { samples: { 'A b': 'x' } }]) {
      const response = await own.request('POST', '/v1/templates', { ...INPUT, ...wrong })
      expect(response.status).toBe(422)
      await expectDocumented('POST /v1/templates', response)
    }
    const level1 = await own.makeMember('level_1')
    expect((await level1.request('POST', '/v1/templates', INPUT)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await make(own)
    await make(foreign)
  },
})

testRoute('GET /v1/templates/{id}', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('GET', `/v1/templates/${id}`)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await expectDocumented('GET /v1/templates/{id}', response)).toMatchObject({ id })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/templates/tpl_none')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/templates/{id}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('GET', `/v1/templates/${id}`)).status).toBe(404)
  },
})

testRoute('PUT /v1/templates/{id}', {
  happy: async ({ own }) => {
    const { other, id, path } = await makeSubmitted({ own })
    expect((await other.request('POST', `${path}/approve`)).status).toBe(200)
    const response = await own.request(
      'PUT',
      `/v1/templates/${id}`,
      { ...DOCUMENT, footer: 'Loja' },
      { 'if-match': '"3"' },
    )
    expect(response.headers.get('etag')).toBe('"4"')
    expect(await expectDocumented('PUT /v1/templates/{id}', response)).toMatchObject({
      approved_version: 1,
      latest: { version: 2, state: 'draft', document: { footer: 'Loja' } },
    })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const stale = await own.request('PUT', `/v1/templates/${id}`, DOCUMENT, { 'if-match': '"7"' })
    expect(stale.status).toBe(412)
    await expectDocumented('PUT /v1/templates/{id}', stale)
    expect((await own.request('PUT', `/v1/templates/${id}`, INPUT)).status).toBe(422)
    await own.request('POST', `/v1/templates/${id}/retire`)
    expect((await own.request('PUT', `/v1/templates/${id}`, DOCUMENT)).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('PUT', `/v1/templates/${id}`, DOCUMENT)).status).toBe(404)
    expect(await reads(own, id)).toMatchObject({ revision: 1 })
  },
})

testRoute('POST /v1/templates/{id}/retire', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('POST', `/v1/templates/${id}/retire`)
    expect(await expectDocumented('POST /v1/templates/{id}/retire', response)).toMatchObject({
      retired_at: expect.any(String),
    })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const stale = await own.request('POST', `/v1/templates/${id}/retire`, undefined, { 'if-match': '"9"' })
    expect(stale.status).toBe(412)
    await own.request('POST', `/v1/templates/${id}/retire`)
    const twice = await own.request('POST', `/v1/templates/${id}/retire`)
    expect(twice.status).toBe(409)
    await expectDocumented('POST /v1/templates/{id}/retire', twice)
    const level2 = await own.makeMember('level_2')
    expect((await level2.request('POST', `/v1/templates/${id}/retire`)).status).toBe(403)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('POST', `/v1/templates/${id}/retire`)).status).toBe(404)
    expect(await reads(own, id)).toMatchObject({ retired_at: null })
  },
})

testRoute('GET /v1/templates/{id}/usage', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('GET', `/v1/templates/${id}/usage`)
    expect(await expectDocumented('GET /v1/templates/{id}/usage', response)).toEqual({ data: [] })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/templates/tpl_none/usage')
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/templates/{id}/usage', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('GET', `/v1/templates/${id}/usage`)).status).toBe(404)
  },
})

testRoute('GET /v1/templates/{id}/versions', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    await own.request('PUT', `/v1/templates/${id}`, { ...DOCUMENT, footer: 'Loja' })
    const response = await own.request('GET', `/v1/templates/${id}/versions?limit=1`)
    const page = (await expectDocumented('GET /v1/templates/{id}/versions', response)) as {
      next_cursor: string
    }
    expect(page).toMatchObject({ data: [{ version: 2, state: 'draft' }] })
    const next = await own.request('GET', `/v1/templates/${id}/versions?cursor=${page.next_cursor}`)
    expect(await next.json()).toMatchObject({
      data: [{ version: 1, state: 'superseded' }],
      next_cursor: null,
    })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('GET', `/v1/templates/${id}/versions?limit=0`)
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/templates/{id}/versions', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('GET', `/v1/templates/${id}/versions`)).status).toBe(404)
  },
})

testRoute('GET /v1/templates/{id}/versions/{version}', {
  happy: async ({ own }) => {
    const { id } = await make(own, { samples: {} })
    const response = await own.request('GET', `/v1/templates/${id}/versions/1`)
    expect(await expectDocumented('GET /v1/templates/{id}/versions/{version}', response)).toMatchObject({
      findings: [{ code: 'variable_without_sample' }, { code: 'variable_without_sample' }],
    })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    expect((await own.request('GET', `/v1/templates/${id}/versions/none`)).status).toBe(422)
    const response = await own.request('GET', `/v1/templates/${id}/versions/2`)
    expect(response.status).toBe(404)
    await expectDocumented('GET /v1/templates/{id}/versions/{version}', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('GET', `/v1/templates/${id}/versions/1`)).status).toBe(404)
  },
})

testRoute('POST /v1/templates/{id}/versions/{version}/submit', {
  happy: async ({ own }) => {
    const author = await own.makeMember('level_2')
    const { id } = await make(author)
    const response = await author.request('POST', `/v1/templates/${id}/versions/1/submit`)
    expect(
      await expectDocumented('POST /v1/templates/{id}/versions/{version}/submit', response),
    ).toMatchObject({
      state: 'submitted',
      submitted_by: author.id,
    })
  },
  invalid: async ({ own }) => {
    const author = await own.makeMember('manager')
    const { id } = await make(author, { samples: {} })
    const faulty = await author.request('POST', `/v1/templates/${id}/versions/1/submit`)
    expect(faulty.status).toBe(422)
    expect(await expectDocumented('POST /v1/templates/{id}/versions/{version}/submit', faulty)).toMatchObject(
      {
        errors: [{ pointer: '/samples' }, { pointer: '/samples' }],
      },
    )
    const fine = await make(author, { name: 'other' })
    const path = `/v1/templates/${fine.id}/versions/1/submit`
    // A key that belongs to nobody is no person.
    expect((await own.request('POST', path)).status).toBe(403)
    expect((await author.request('POST', path, undefined, { 'if-match': '"9"' })).status).toBe(412)
    expect((await author.request('POST', path)).status).toBe(200)
    expect((await author.request('POST', path)).status).toBe(409)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    const member = await foreign.makeMember('manager')
    expect((await member.request('POST', `/v1/templates/${id}/versions/1/submit`)).status).toBe(404)
    expect(await reads(own, id)).toMatchObject({ latest: { state: 'draft' } })
  },
})

testRoute('POST /v1/templates/{id}/versions/{version}/approve', {
  happy: async ({ own }) => {
    const { author, other, id, path } = await makeSubmitted({ own })
    const response = await other.request('POST', `${path}/approve`)
    expect(
      await expectDocumented('POST /v1/templates/{id}/versions/{version}/approve', response),
    ).toMatchObject({
      state: 'approved',
      submitted_by: author.id,
      decided_by: other.id,
    })
    expect(await reads(own, id)).toMatchObject({ approved_version: 1 })
    const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string }[]
    }
    expect(data.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['template.submitted', 'template.approved']),
    )
  },
  invalid: async ({ own }) => {
    const { author, other, id, path } = await makeSubmitted({ own })
    const self = await author.request('POST', `${path}/approve`)
    expect(self.status).toBe(403)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/approve', self)
    const level2 = await own.makeMember('level_2')
    expect((await level2.request('POST', `${path}/approve`)).status).toBe(403)
    expect((await other.request('POST', `${path}/approve`, undefined, { 'if-match': '"9"' })).status).toBe(
      412,
    )
    expect((await other.request('POST', `${path}/approve`)).status).toBe(200)
    const again = await other.request('POST', `${path}/approve`)
    expect(again.status).toBe(409)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/approve', again)
    expect(await reads(own, id)).toMatchObject({ approved_version: 1 })
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id, path } = await makeSubmitted({ own })
    const member = await foreign.makeMember('manager')
    expect((await member.request('POST', `${path}/approve`)).status).toBe(404)
    expect(await reads(own, id)).toMatchObject({ approved_version: null })
  },
})

testRoute('POST /v1/templates/{id}/versions/{version}/reject', {
  happy: async ({ own }) => {
    const { other, id, path } = await makeSubmitted({ own })
    const response = await other.request('POST', `${path}/reject`, { reason: 'tom errado' })
    expect(
      await expectDocumented('POST /v1/templates/{id}/versions/{version}/reject', response),
    ).toMatchObject({
      state: 'rejected',
      decided_reason: 'tom errado',
    })
    expect(await reads(own, id)).toMatchObject({ approved_version: null })
  },
  invalid: async ({ own }) => {
    const { author, other, path } = await makeSubmitted({ own })
    const self = await author.request('POST', `${path}/reject`, { reason: 'x' })
    expect(self.status).toBe(403)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/reject', self)
    expect((await other.request('POST', `${path}/reject`, {})).status).toBe(422)
    const stale = await other.request('POST', `${path}/reject`, { reason: 'x' }, { 'if-match': '"99"' })
    expect(stale.status).toBe(412)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/reject', stale)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { path } = await makeSubmitted({ own })
    const member = await foreign.makeMember('manager')
    expect((await member.request('POST', `${path}/reject`, { reason: 'x' })).status).toBe(404)
  },
})

testRoute('POST /v1/templates/{id}/versions/{version}/channel-status', {
  happy: async ({ own }) => {
    await openChannel(own)
    const { id } = await make(own)
    const said = { channel_id: 'shop', status: 'rejected', reason: 'promotional' }
    const response = await own.request('POST', `/v1/templates/${id}/versions/1/channel-status`, said)
    expect(
      await expectDocumented('POST /v1/templates/{id}/versions/{version}/channel-status', response),
    ).toMatchObject({ channel_statuses: [said] })
    const { data } = (await (await own.request('GET', '/v1/events?limit=100')).json()) as {
      data: { type: string }[]
    }
    expect(data.map(({ type }) => type)).toContain('template.channel_rejected')
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const path = `/v1/templates/${id}/versions/1/channel-status`
    const unknown = await own.request('POST', path, { channel_id: 'none', status: 'paused' })
    expect(unknown.status).toBe(404)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/channel-status', unknown)
    expect((await own.request('POST', path, { channel_id: 'none', status: 'lost' })).status).toBe(422)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await openChannel(foreign)
    const { id } = await make(own)
    const path = `/v1/templates/${id}/versions/1/channel-status`
    expect((await foreign.request('POST', path, { channel_id: 'shop', status: 'paused' })).status).toBe(404)
  },
})

testRoute('POST /v1/templates/{id}/versions/{version}/render', {
  happy: async ({ own }) => {
    const { id } = await make(own)
    const path = `/v1/templates/${id}/versions/1/render`
    const response = await own.request('POST', path, { variables: { first_name: 'Ana', city: 'Recife' } })
    expect(
      await expectDocumented('POST /v1/templates/{id}/versions/{version}/render', response),
    ).toMatchObject({
      text: 'Oi Ana, seu pedido {order_id} saiu hoje.',
      missing: ['order_id'],
      unused: ['city'],
    })
    const sampled = await own.request('POST', path, { with_samples: true })
    expect(await sampled.json()).toMatchObject({ text: 'Oi Ana, seu pedido 204518 saiu hoje.', missing: [] })
  },
  invalid: async ({ own }) => {
    const { id } = await make(own)
    const response = await own.request('POST', `/v1/templates/${id}/versions/1/render`, {
      variables: { a: 1 },
    })
    expect(response.status).toBe(422)
    await expectDocumented('POST /v1/templates/{id}/versions/{version}/render', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    const { id } = await make(own)
    expect((await foreign.request('POST', `/v1/templates/${id}/versions/1/render`, {})).status).toBe(404)
  },
})

test('an edit while a version waits takes it back: what was approved is what somebody saw', async () => {
  const { own } = await given()
  const { author, other, id, path } = await makeSubmitted({ own })
  await author.request('PUT', `/v1/templates/${id}`, { ...DOCUMENT, footer: 'Compre já' })
  expect((await other.request('POST', `${path}/approve`)).status).toBe(409)
  expect(await reads(own, id)).toMatchObject({
    approved_version: null,
    latest: { version: 2, state: 'draft', submitted_by: null },
  })
})
