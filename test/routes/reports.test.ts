import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { appendEvents } from '../../src/db/append-event.ts'
import { drainTurns } from '../support/drain-turns.ts'
import { hideMessage } from '../support/hold-message.ts'
import { makePerson } from '../support/make-person.ts'
import { accept, messageBody, openChannel, putEntries } from '../support/send-message.ts'
import { type ForeignCase, given, type RouteCase, testRoute, useTestApp } from '../support/test-route.ts'
import { expectDocumented } from '../support/validate-response.ts'

useTestApp()

type Row = Record<string, unknown> & { start: string; group: string | null }
interface Report extends Record<string, unknown> {
  rows: Row[]
}

/** From an hour ago until in an hour. */
function period(over = ''): string {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  return `from=${at(-1)}&to=${at(1)}${over}`
}

async function read(own: RouteCase['own'], name: string, over = ''): Promise<Report> {
  const response = await own.request('GET', `/v1/reports/${name}?${period(over)}`)
  return (await expectDocumented(`GET /v1/reports/${name}`, response)) as Report
}

/** What every report refuses, and what none shows to another workspace. */
const refused = (name: string) => ({
  invalid: async ({ own }: RouteCase) => {
    for (const query of [
      '',
      'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      'from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z',
      period('&by=mood'),
    ]) {
      const response = await own.request('GET', `/v1/reports/${name}?${query}`)
      expect(response.status).toBe(422)
      await expectDocumented(`GET /v1/reports/${name}`, response)
    }
  },
  foreignWorkspace: async ({ own, foreign }: ForeignCase) => {
    await accept(own, messageBody('preciso de ajuda'))
    const { rows } = await read(foreign, name, '&by=channel')
    expect(rows).toEqual([])
  },
})

testRoute('GET /v1/reports/desk', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await putEntries(own)
    const answered = await accept(own, messageBody('Qual o horário de funcionamento?'))
    const waits = await accept(own, messageBody('quero falar com um atendente'))
    await drainTurns(app.ctx)
    const member = await own.makeMember('level_1')
    expect((await own.request('POST', `/v1/threads/${answered.thread_id}/resolve`)).status).toBe(200)
    const all = await read(own, 'desk')
    expect(all.rows).toHaveLength(1)
    expect(all.rows[0]).toMatchObject({
      opened: 2,
      resolved: 1,
      resolution_rate: 0.5,
      reopen_rate: 0,
      first_response: { count: 1 },
      resolution: { count: 1 },
    })
    expect(all.backlog).toMatchObject({ threads: 1, messages: 1, age: { under_1h: 1, older: 0 } })
    const reply = await member.request('POST', `/v1/threads/${waits.thread_id}/replies`, {
      text: 'Estou aqui',
    })
    expect(reply.status).toBe(201)
    const byMember = await read(own, 'desk', '&by=member&interval=day')
    expect(byMember.rows.find((row) => row.group === member.id)).toMatchObject({
      replies: 1,
      automatic_replies: 0,
      first_response: { count: 1 },
    })
    expect(byMember.backlog).toMatchObject({ threads: 0, oldest_s: null })
  },
  ...refused('desk'),
})

testRoute('GET /v1/reports/sla', {
  happy: async ({ app, own }) => {
    const { thread_id } = await accept(own, messageBody('oi'))
    const caller = { workspaceId: own.id, actor: { kind: 'system' as const, id: 'clocks' } }
    const clock = (type: 'sla.met' | 'sla.breached' | 'sla.at_risk', queue_id: string) => ({
      type,
      threadId: thread_id,
      data: { thread_id, kind: 'first_response', queue_id, held_by: 'mem_1' },
    })
    await app.ctx.db.transaction((tx) =>
      appendEvents(app.ctx, tx, caller, [
        clock('sla.met', 'que_1'),
        clock('sla.at_risk', 'que_2'),
        clock('sla.breached', 'que_2'),
        clock('sla.met', 'que_2'),
      ]),
    )
    const byQueue = await read(own, 'sla', '&by=queue')
    expect(byQueue.rows.find((row) => row.group === 'que_1')).toMatchObject({
      first_response: { met: 1, breached: 0, at_risk: 0, compliance: 1 },
      resolution: { compliance: null },
    })
    expect(byQueue.rows.find((row) => row.group === 'que_2')).toMatchObject({
      first_response: { met: 1, breached: 1, at_risk: 1, compliance: 0.5 },
    })
    const byMember = await read(own, 'sla', '&by=member')
    expect(byMember.rows.find((row) => row.group === 'mem_1')).toMatchObject({
      first_response: { met: 2, breached: 1 },
    })
  },
  ...refused('sla'),
})

testRoute('GET /v1/reports/drafts', {
  happy: async ({ app, own }) => {
    await openChannel(own, 'draft')
    await putEntries(own)
    for (const text of ['Qual o horário de funcionamento?', 'What is the time to return an item?']) {
      await accept(own, messageBody(text))
    }
    await drainTurns(app.ctx)
    const list = await own.request('GET', '/v1/drafts?state=pending_review')
    const { data } = (await list.json()) as { data: { id: string; text: string }[] }
    expect(data.length).toBeGreaterThan(0)
    const [first, second] = data
    const edited = await own.request('POST', `/v1/drafts/${first!.id}/approve`, { text: `${first!.text} 🙂` })
    expect(edited.status).toBe(200)
    if (second !== undefined)
      await own.request('POST', `/v1/drafts/${second.id}/reject`, { reason: 'errado' })
    const { rows } = await read(own, 'drafts', '&by=channel')
    const length = [...first!.text].length + 2
    expect(rows).toEqual([
      expect.objectContaining({
        group: 'shop',
        proposed: data.length,
        edited: 1,
        rejected: data.length - 1,
        edit_distance: { mean: 2 / length, median: 2 / length },
      }),
    ])
  },
  ...refused('drafts'),
})

testRoute('GET /v1/reports/moderation', {
  happy: async ({ app, own }) => {
    const { decision } = await hideMessage(app, own)
    const ana = await makePerson(own, 'Ana')
    const path = `/v1/messages/${decision.message_id}/moderation-decisions`
    const unhide = { action: 'unhide', reason: 'combinado', rule: 'r1' }
    expect((await ana.request('POST', path, unhide)).ok).toBe(true)
    const { rows } = await read(own, 'moderation')
    expect(rows[0]).toMatchObject({ decided: 1, hidden: 1, decided_by_people: 1, actions_requested: 2 })
    expect(rows[0]).toMatchObject({ allowed: 0, reversed: 1, appealed: 0 })
  },
  ...refused('moderation'),
})

testRoute('GET /v1/reports/volumes', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    await putEntries(own)
    await accept(own, messageBody('Qual o horário de funcionamento?'))
    await accept(own, messageBody('¿Hacen envíos a todo el país?'))
    await drainTurns(app.ctx)
    const report = await read(own, 'volumes', '&by=language')
    expect(report.rows.map(({ group, inbound }) => [group, inbound])).toEqual([
      ['es', 1],
      ['pt', 1],
    ])
    expect(report).toMatchObject({
      peak_hours: expect.arrayContaining([expect.objectContaining({ weekday: expect.any(Number) })]),
      topics: { categories: [{ name: 'faq', count: 2 }] },
    })
    expect((report.topics as { entries: { name: string }[] }).entries.map(({ name }) => name)).toContain(
      'horario',
    )
  },
  ...refused('volumes'),
})

testRoute('GET /v1/reports/outcomes', {
  happy: async ({ app, own }) => {
    await openChannel(own)
    const bought = await accept(own, messageBody('Quero comprar duas rações'))
    const looked = await accept(own, messageBody('quero encomendar um bolo'))
    const asked = await accept(own, messageBody('Qual o horário de vocês?'))
    await drainTurns(app.ctx)
    const tell = (threadId: string, body: unknown) =>
      own.request('POST', `/v1/threads/${threadId}/outcome`, body)
    await tell(bought.thread_id, { kind: 'lead' })
    await tell(bought.thread_id, { kind: 'sale', value: 100.1, currency: 'BRL', external_id: 'o-1' })
    await tell(bought.thread_id, { kind: 'sale', value: 100.1, currency: 'BRL', external_id: 'o-1' })
    await tell(bought.thread_id, { kind: 'sale', value: 200.2, currency: 'BRL' })
    await tell(bought.thread_id, { kind: 'refund', value: 100.1, currency: 'BRL' })
    await tell(looked.thread_id, { kind: 'churn' })
    await tell(asked.thread_id, { kind: 'sale', value: 10, currency: 'USD' })
    const { rows } = await read(own, 'outcomes')
    expect(rows).toMatchObject([
      {
        leads: 2,
        leads_won: 1,
        conversion_rate: 0.5,
        sales: 3,
        refunds: 1,
        value: [
          { currency: 'BRL', sold: 300.3, refunded: 100.1 },
          { currency: 'USD', sold: 10, refunded: 0 },
        ],
        churned: 1,
        resolved: 0,
      },
    ])
  },
  ...refused('outcomes'),
})

testRoute('GET /v1/reports/threads.csv', {
  happy: async ({ own }) => {
    await accept(own, messageBody('oi', { thread: { external_id: '=HYPERLINK("http://evil")' } }))
    await accept(own, messageBody('olá, "tudo" bem?', { thread: { external_id: 'a;"b",\nc' } }))
    const response = await own.request('GET', `/v1/reports/threads.csv?${period()}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/csv')
    const rows = parse(await response.text(), { columns: true }) as Record<string, string>[]
    expect(rows.map((row) => row.external_id)).toEqual([`'=HYPERLINK("http://evil")`, 'a;"b",\nc'])
    expect(rows[0]).toMatchObject({
      channel_id: 'shop',
      inbound: '1',
      replies: '0',
      episodes: '1',
      waiting: '1',
    })
  },
  invalid: async ({ own }) => {
    const response = await own.request('GET', '/v1/reports/threads.csv?from=yesterday&to=now')
    expect(response.status).toBe(422)
    await expectDocumented('GET /v1/reports/threads.csv', response)
  },
  foreignWorkspace: async ({ own, foreign }) => {
    await accept(own, messageBody('oi'))
    const response = await foreign.request('GET', `/v1/reports/threads.csv?${period()}`)
    expect((await response.text()).trim().split('\n')).toHaveLength(1)
  },
})

test('a period may lie at either end of what a database can store', async () => {
  const { own } = await given()
  for (const period of [
    'from=0001-01-02T00:00:00Z&to=0001-02-01T00:00:00Z',
    'from=9999-12-01T00:00:00Z&to=9999-12-31T23:59:59Z',
  ]) {
    for (const name of ['desk', 'sla', 'drafts', 'threads.csv']) {
      const interval = name === 'threads.csv' ? '' : '&interval=week'
      const response = await own.request('GET', `/v1/reports/${name}?${period}${interval}`)
      expect([name, response.status]).toEqual([name, 200])
    }
  }
})
