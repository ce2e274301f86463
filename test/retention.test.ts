import { and, eq, sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as schema from '../src/db/schema.ts'
import { consents, contacts, drafts, events, messages, retentionRuns, threads } from '../src/db/schema.ts'
import type { RetentionPreview } from '../src/privacy/preview-retention.ts'
import type { RetentionCertificate, RetentionRun } from '../src/privacy/retention-run.ts'
import { takeRetentionBatch } from '../src/privacy/take-retention-batch.ts'
import { drainTurns } from './support/drain-turns.ts'
import { HELD, holdMessage } from './support/hold-message.ts'
import { makePerson } from './support/make-person.ts'
import { accept, ENTRIES, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

const DAY_MS = 24 * 3600_000
const START = Date.parse('2026-01-05T12:00:00Z')
const WORD = 'zanzibarquartzo'

let app: TestApp
let own: TestWorkspace
let now = START
beforeAll(async () => {
  app = await startTestApp({ clock: () => new Date(now) })
})
afterAll(() => app.close())
beforeEach(async () => {
  now = START
  own = await app.makeWorkspace()
  await openChannel(own)
})

const pass = (days: number) => {
  now += days * DAY_MS
}
const read = async <T>(path: string): Promise<T> => {
  const response = await own.request('GET', path)
  expect(response.status).toBe(200)
  return (await response.json()) as T
}
const list = async <T>(path: string): Promise<T[]> => (await read<{ data: T[] }>(path)).data
const person = (name: string) => ({ contact: { external_id: name }, thread: { external_id: name } })

/** Lets the next run begin now, and works until nothing is due. */
async function run(): Promise<void> {
  const response = await own.request('POST', '/v1/retention-runs')
  expect(response.status).toBe(202)
  while ((await takeRetentionBatch(app.ctx)) !== null);
}

async function preview(policy?: unknown): Promise<Record<string, { goes: number; held: number }>> {
  const response = await own.request('POST', '/v1/retention-policy/preview', policy)
  expect(response.status).toBe(200)
  const { classes } = (await response.json()) as RetentionPreview
  return Object.fromEntries(
    classes.flatMap(({ tables }) =>
      tables.map(({ table, goes, held }): [string, { goes: number; held: number }] => [
        table,
        { goes, held },
      ]),
    ),
  )
}

/** Tables in which a row of the workspace holds the word. */
async function findWord(): Promise<string[]> {
  const found: string[] = []
  for (const table of Object.values(schema)) {
    if (!(table instanceof PgTable)) continue
    const { name } = getTableConfig(table)
    if ((await app.ctx.db.$count(sql`${sql.identifier(name)} t where t::text like ${`%${WORD}%`}`)) > 0)
      found.push(name)
  }
  return found
}

/** A conversation with whatever may be made of one. */
async function live(): Promise<string> {
  await putEntries(own)
  const { thread_id } = await accept(own, messageBody(`${ENTRIES[0]!.question} ${WORD}`, person('ana')))
  await drainTurns(app.ctx)
  const { decision, item } = await holdMessage(app, own, { ...person('ana'), text: `${HELD} ${WORD}` })
  const { message_id } = decision
  for (const { id } of await list<{ id: string }>('/v1/drafts')) {
    const body = { rating: 'bad', comment: WORD }
    await own.request('POST', `/v1/drafts/${id}/feedback`, body, { 'idempotency-key': `f-${id}` })
  }
  const judge = await makePerson(own, 'Rui')
  await judge.request('POST', `/v1/quarantine/${item.id}/confirm`, { reason: `${WORD} engana` })
  const appeal = { message_id, statement: `foi sem querer, ${WORD}` }
  expect((await own.request('POST', '/v1/appeals', appeal)).status).toBe(201)
  const reply = await own.request('POST', `/v1/threads/${thread_id}/replies`, {
    text: `Sinto muito, ${WORD}`,
  })
  expect(reply.status).toBe(201)
  return thread_id
}

test('what is older than its periods goes with all that was made of it, as the preview said, and younger data stays', async () => {
  const gone = await live()
  const before = await findWord()
  for (const name of ['messages', 'drafts', 'events', 'appeals', 'quarantine_items', 'feedback'])
    expect(before).toContain(name)
  const { thread_id: living } = await accept(own, messageBody('oi, primeira', person('bia')))
  await drainTurns(app.ctx)
  pass(400)
  await accept(own, messageBody('oi de novo', person('bia')))
  await drainTurns(app.ctx)
  pass(56)
  const expected = await preview()
  expect(expected).toMatchObject({
    messages: { goes: 3, held: 0 },
    threads: { goes: 1 },
    contacts: { goes: 1 },
    audit_entries: { held: 0 },
  })
  await run()
  expect(await findWord()).toEqual([])
  expect((await own.request('GET', `/v1/threads/${gone}`)).status).toBe(404)
  const { timeline } = await read<{ timeline: { data: { text?: string } }[] }>(`/v1/threads/${living}`)
  expect(timeline.flatMap(({ data }) => data.text ?? [])).toContain('oi de novo')
  expect(timeline.flatMap(({ data }) => data.text ?? [])).not.toContain('oi, primeira')

  const [newest] = await list<RetentionRun>('/v1/retention-runs?limit=2').then((runs) =>
    runs.filter(({ state }) => state === 'completed'),
  )
  for (const [table, { goes }] of Object.entries(expected))
    expect([table, newest!.rows[table] ?? 0]).toEqual([
      table,
      table === 'drafts' ? newest!.rows.drafts : goes,
    ])
  expect(newest!.rows.drafts).toBeGreaterThanOrEqual(expected.drafts!.goes)
  const certificates = await list<RetentionCertificate>(`/v1/retention-certificates?run_id=${newest!.id}`)
  expect(new Set(certificates.map((certificate) => certificate.class))).toEqual(
    new Set(['conversations', 'contacts', 'events', 'audit']),
  )
  expect(JSON.stringify(certificates)).not.toContain(WORD)
  // Each proof stands in the chain, which begins later now and still holds.
  const audit = await list<{ subject_id: string; details: { digest: string } }>(
    '/v1/audit-events?action=retention.deleted',
  )
  expect(new Map(audit.map((entry) => [entry.subject_id, entry.details.digest]))).toEqual(
    new Map(certificates.map(({ id, digest }) => [id, digest])),
  )
  const verification = await read<{ is_intact: boolean; first_seq: number }>('/v1/audit-events/verification')
  expect(verification.is_intact).toBe(true)
  expect(verification.first_seq).toBe(expected.audit_entries!.goes + 1)
  const [told] = await list<{ data: unknown }>('/v1/events?type=retention.run_completed')
  expect(told!.data).toEqual({ run_id: newest!.id, rows: newest!.rows })
  // Nothing is left to go.
  for (const [table, { goes }] of Object.entries(await preview())) expect([table, goes]).toEqual([table, 0])
})

test('a legal hold keeps what it holds until it is released', async () => {
  const kept = await accept(own, messageBody('fica', person('held')))
  await accept(own, messageBody('vai', person('free')))
  await drainTurns(app.ctx)
  const hold = await own.request('POST', '/v1/legal-holds', {
    subject: 'thread',
    subject_id: kept.thread_id,
    reference: 'case 1',
  })
  const { id } = (await hold.json()) as { id: string }
  pass(500)
  const expected = await preview()
  expect(expected.messages).toEqual({ goes: 1, held: 1 })
  expect(expected.threads).toEqual({ goes: 1, held: 1 })
  expect(expected.audit_entries!.goes).toBe(0)
  await run()
  const rest = () =>
    app.ctx.db.select({ text: messages.text }).from(messages).where(eq(messages.workspace_id, own.id))
  expect(await rest()).toEqual([{ text: 'fica' }])
  const told = await app.ctx.db.$count(events, eq(events.thread_id, kept.thread_id))
  expect(told).toBeGreaterThan(0)
  expect(await read('/v1/audit-events/verification')).toMatchObject({ first_seq: 1 })
  expect((await own.request('DELETE', `/v1/legal-holds/${id}`)).status).toBe(204)
  await run()
  expect(await rest()).toEqual([])
})

test('a hold on a contact keeps every thread that they wrote in, and one on the workspace everything', async () => {
  const post = { surface: 'comment', thread: { external_id: 'post' } }
  await accept(own, messageBody('de outra pessoa', { ...post, contact: { external_id: 'other' } }))
  await accept(own, messageBody('da pessoa', { ...post, contact: { external_id: 'held' } }))
  await accept(own, messageBody('vai', person('free')))
  await drainTurns(app.ctx)
  const [held] = await app.ctx.db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, own.id), eq(contacts.external_id, 'held')))
  const body = { subject: 'contact', subject_id: held!.id, reference: 'case 2' }
  expect((await own.request('POST', '/v1/legal-holds', body)).status).toBe(201)
  pass(500)
  expect((await preview()).messages).toEqual({ goes: 1, held: 2 })
  const all = { subject: 'workspace', reference: 'case 3' }
  expect((await own.request('POST', '/v1/legal-holds', all)).status).toBe(201)
  for (const { goes } of Object.values(await preview())) expect(goes).toBe(0)
  await run()
  expect(await app.ctx.db.$count(messages, eq(messages.workspace_id, own.id))).toBe(3)
})

test.each(['held', 'other'])(
  'a hold on one contact of a person keeps what they wrote as another, also where %s is the one that stays',
  async (main) => {
    for (const name of ['held', 'other', 'free']) await accept(own, messageBody(`de ${name}`, person(name)))
    const post = { surface: 'comment', thread: { external_id: 'post' } }
    await accept(own, messageBody('de quem abriu', { ...post, contact: { external_id: 'poster' } }))
    await accept(own, messageBody('da mesma pessoa', { ...post, contact: { external_id: 'other' } }))
    await drainTurns(app.ctx)
    const known = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, own.id))
    const idOf = (name: string) => known.find((row) => row.external_id === name)!.id
    const merge = { contact_id: idOf(main === 'held' ? 'other' : 'held') }
    expect((await own.request('POST', `/v1/contacts/${idOf(main)}/merge`, merge)).status).toBe(200)
    const hold = { subject: 'contact', subject_id: idOf('held'), reference: 'case 4' }
    expect((await own.request('POST', '/v1/legal-holds', hold)).status).toBe(201)
    pass(500)
    const mine = sql`${events.data}->>'contact_id' = ${idOf('other')}`
    const told = await app.ctx.db.$count(events, mine)
    expect(told).toBeGreaterThan(1)
    expect((await preview()).messages).toEqual({ goes: 1, held: 4 })
    await run()
    const left = await app.ctx.db.select().from(messages).where(eq(messages.workspace_id, own.id))
    expect(left.map(({ text }) => text).sort()).toEqual(
      ['da mesma pessoa', 'de held', 'de other', 'de quem abriu'].sort(),
    )
    const people = await app.ctx.db.select().from(contacts).where(eq(contacts.workspace_id, own.id))
    expect(people.map((row) => row.external_id).sort()).toEqual(['held', 'other', 'poster'])
    expect(await app.ctx.db.$count(events, mine)).toBe(told)
  },
)

/** Many messages of one thread, as they came. */
async function insertMessages(threadId: string, count: number): Promise<void> {
  const [first] = await app.ctx.db.select().from(messages).where(eq(messages.thread_id, threadId))
  const rows = Array.from({ length: count }, (_, i) => ({
    ...first!,
    id: app.ctx.newId('msg'),
    external_id: `bulk-${i}`,
    decision_id: null,
    disposition: 'backfill' as const,
  }))
  for (let at = 0; at < count; at += 500) await app.ctx.db.insert(messages).values(rows.slice(at, at + 500))
}

test('a run that is cut off goes on where it stood; a batch that fails takes nothing and is tried again', async () => {
  const { thread_id } = await accept(own, messageBody('muitas', person('ana')))
  await drainTurns(app.ctx)
  await insertMessages(thread_id, 700)
  pass(500)
  const left = () => app.ctx.db.$count(messages, eq(messages.thread_id, thread_id))
  await own.request('POST', '/v1/retention-runs')
  const failing = {
    ...app.ctx,
    newId: (prefix: string) => {
      if (prefix === 'crt') throw new Error('the process dies')
      return app.ctx.newId(prefix)
    },
  }
  expect(await takeRetentionBatch(failing)).toBe(0)
  expect(await left()).toBe(701)
  expect(await takeRetentionBatch(app.ctx)).toBeNull()
  now += 3600_000
  expect(await takeRetentionBatch(app.ctx)).toBeGreaterThanOrEqual(500)
  expect(await left()).toBe(201)
  const [open] = await app.ctx.db
    .select()
    .from(retentionRuns)
    .where(and(eq(retentionRuns.workspace_id, own.id), eq(retentionRuns.state, 'running')))
  expect(open!.rows.messages).toBe(500)
  while ((await takeRetentionBatch(app.ctx)) !== null);
  expect(await left()).toBe(0)
  expect(await app.ctx.db.$count(threads, eq(threads.id, thread_id))).toBe(0)
  const certificates = await list<RetentionCertificate>(`/v1/retention-certificates?run_id=${open!.id}`)
  const ofMessages = certificates.map(({ rows }) => rows.messages ?? 0)
  expect(ofMessages.reduce((sum, count) => sum + count, 0)).toBe(701)
})

test('whoever opted out stays on record, and the message that said so goes', async () => {
  const { message_id } = await accept(own, messageBody('PARAR', person('ana')))
  await accept(own, messageBody('oi', person('bia')))
  await drainTurns(app.ctx)
  const ledger = () =>
    app.ctx.db
      .select({ status: consents.status, message_id: consents.message_id })
      .from(consents)
      .where(eq(consents.workspace_id, own.id))
  expect(await ledger()).toEqual([{ status: 'revoked', message_id }])
  pass(500)
  expect(await preview()).toMatchObject({ messages: { goes: 2 }, contacts: { goes: 1 } })
  await run()
  expect(await app.ctx.db.$count(messages, eq(messages.workspace_id, own.id))).toBe(0)
  expect(await ledger()).toEqual([{ status: 'revoked', message_id: null }])
  const left = await app.ctx.db
    .select({ id: contacts.external_id })
    .from(contacts)
    .where(eq(contacts.workspace_id, own.id))
  expect(left).toEqual([{ id: 'ana' }])
})

test('two processes at once take everything once', async () => {
  const { thread_id } = await accept(own, messageBody('muitas', person('ana')))
  await drainTurns(app.ctx)
  await insertMessages(thread_id, 1200)
  pass(500)
  await own.request('POST', '/v1/retention-runs')
  const work = async () => {
    while ((await takeRetentionBatch(app.ctx)) !== null);
  }
  await Promise.all([work(), work()])
  const certificates = await list<RetentionCertificate>('/v1/retention-certificates')
  expect(certificates.reduce((sum, { rows }) => sum + (rows.messages ?? 0), 0)).toBe(1201)
  const completed = (await list<RetentionRun>('/v1/retention-runs')).filter(
    ({ state }) => state === 'completed',
  )
  expect(completed).toHaveLength(1)
})

test('retention runs a day after a workspace was first seen, and then daily', async () => {
  await accept(own, messageBody('oi', person('ana')))
  await drainTurns(app.ctx)
  while ((await takeRetentionBatch(app.ctx)) !== null);
  const states = async () => (await list<RetentionRun>('/v1/retention-runs')).map(({ state }) => state)
  expect(await states()).toEqual(['waiting'])
  pass(0.9)
  while ((await takeRetentionBatch(app.ctx)) !== null);
  expect(await states()).toEqual(['waiting'])
  for (let day = 1; day <= 2; day += 1) {
    pass(1.1)
    while ((await takeRetentionBatch(app.ctx)) !== null);
    expect(await states()).toEqual(['waiting', ...Array.from({ length: day }, () => 'completed')])
  }
  expect(await app.ctx.db.$count(messages, eq(messages.workspace_id, own.id))).toBe(1)
})

test('what is archived is in no list, and is shown to keys with privacy:read alone; the feed goes on', async () => {
  await putEntries(own)
  const { thread_id, message_id } = await accept(own, messageBody(ENTRIES[0]!.question, person('ana')))
  const waiting = await accept(own, messageBody('quero falar com uma pessoa', person('bia')))
  await drainTurns(app.ctx)
  const [draft] = await app.ctx.db.select().from(drafts).where(eq(drafts.thread_id, thread_id))
  const allow = { action: 'allow', reason: 'harmless' }
  await own.request('POST', `/v1/messages/${message_id}/moderation-decisions`, allow)
  const resolved = await own.request('POST', `/v1/threads/${thread_id}/resolve`, { reason: 'answered' })
  expect(resolved.status).toBe(200)
  pass(91)
  const ids = async (path: string) => (await list<{ id: string }>(path)).map(({ id }) => id)
  // Somebody still waits for an answer in the other one.
  expect(await ids('/v1/threads')).toEqual([waiting.thread_id])
  expect(await ids('/v1/threads?archived=true')).toEqual([thread_id])
  expect(await ids('/v1/drafts')).not.toContain(draft!.id)
  expect(await ids('/v1/drafts?archived=true')).toContain(draft!.id)
  expect(await ids('/v1/audit-events?action=thread.resolved')).toEqual([])
  expect(await ids('/v1/audit-events?action=thread.resolved&archived=true')).toHaveLength(1)
  expect((await list<{ type: string }>('/v1/events')).map(({ type }) => type)).toContain('message.received')

  const paths = [
    `/v1/threads/${thread_id}`,
    `/v1/threads/${thread_id}/note`,
    `/v1/messages/${message_id}/decision`,
    `/v1/messages/${message_id}/rules`,
    `/v1/decisions/${message_id}/replay`,
    `/v1/messages/${message_id}/moderation-decisions`,
    `/v1/drafts/${draft!.id}`,
  ]
  const scopes = [
    ...(['threads:read', 'messages:read', 'drafts:read', 'moderation:read', 'audit:read'] as const),
    ...(['rules:read', 'qa:read', 'qa:write'] as const),
  ]
  const lists = ['threads', 'drafts', 'quarantine', 'audit-events'].map((name) => `/v1/${name}?archived=true`)
  for (const [granted, status] of [
    [[...scopes], 403],
    [[...scopes, 'privacy:read' as const], 200],
  ] as const) {
    const authorization = `Bearer ${await own.makeKey(granted)}`
    for (const path of [...paths, ...lists])
      expect([path, (await own.request('GET', path, undefined, { authorization })).status]).toEqual([
        path,
        status,
      ])
    const replay = `/v1/decisions/${message_id}/replay`
    expect((await own.request('POST', replay, { with: 'current' }, { authorization })).status).toBe(status)
  }
  const authorization = `Bearer ${await own.makeKey([...scopes])}`
  const open = await own.request('GET', `/v1/threads/${waiting.thread_id}`, undefined, { authorization })
  expect(open.status).toBe(200)
})

test('a class that is kept for good stays while the others go', async () => {
  await accept(own, messageBody('fica', person('ana')))
  await drainTurns(app.ctx)
  const forever = { archive_days: null }
  const put = await own.request('PUT', '/v1/retention-policy', { conversations: forever, audit: forever })
  expect(put.status).toBe(200)
  pass(5000)
  expect(await preview({})).toMatchObject({ messages: { goes: 1 } })
  await run()
  expect(await app.ctx.db.$count(messages, eq(messages.workspace_id, own.id))).toBe(1)
  expect(await list('/v1/events?type=message.received')).toEqual([])
})
