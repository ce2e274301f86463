import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../src/db/database.ts'
import { openPglite } from '../src/db/open-database.ts'
import { PERSONAL_COLUMNS } from '../src/db/personal-columns.ts'
import * as schema from '../src/db/schema.ts'
import { contacts, decisions, events, idempotencyKeys, messages, outbox, threads } from '../src/db/schema.ts'
import type { Event } from '../src/domain/event.ts'
import { DecisionInputs, decide } from '../src/pipeline/decide.ts'
import { compactStorage } from '../src/privacy/compact-storage.ts'
import { completeNextRequest } from '../src/privacy/complete-request.ts'
import { drainTurns } from './support/drain-turns.ts'
import { accept, ENTRIES, messageBody, openChannel, putEntries } from './support/send-message.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

/** The others, whose data stays: 10,000 where everything is tested. */
const CONTACTS = Number(process.env.RECADO_ERASURE_CONTACTS ?? 300)
const NAME = 'Xenofontina'
const PHONE = '+5511987650123'
const WORD = 'zanzibarquartzo'
const NEEDLES = [NAME, PHONE, WORD]
const [FROM, TO] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString())
const PERIOD = `from=${FROM}&to=${TO}`

let app: TestApp
let own: TestWorkspace
let database: Database
let folder: string
let contactId: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-erasure-'))
  const onDisk = process.env.TEST_DATABASE_URL === undefined ? await openPglite(folder) : null
  await onDisk?.migrate()
  app = await startTestApp(onDisk === null ? {} : { db: onDisk.db })
  database = onDisk ?? app.database
  own = await app.makeWorkspace()
  await openChannel(own)
  await putEntries(own)
  await insertOthers()
  contactId = await live()
}, 240_000)
afterAll(async () => {
  if (database !== app.database) await database.close()
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const person = { external_id: PHONE, name: NAME }

/** Everything that may happen to a contact's words. */
async function live(): Promise<string> {
  const send = (text: string, over: Record<string, unknown> = {}, headers = {}) =>
    own.request('POST', '/v1/messages', messageBody(text, { contact: person, ...over }), headers)
  const dm = { thread: { external_id: PHONE } }
  const question = `${ENTRIES[0]!.question} Aqui é ${NAME}.`
  await send(question, dm, { 'idempotency-key': 'first' })
  await drainTurns(app.ctx)
  const attachment = { kind: 'image', url: `https://cdn.example/${WORD}.jpg` }
  await send(`Quero falar com uma pessoa, meu ${WORD} quebrou`, { ...dm, attachments: [attachment] })
  await drainTurns(app.ctx)
  await send(`Vou te matar sua ${WORD} imunda, macacos nojentos voltem pra África`, dm)
  await drainTurns(app.ctx)
  const post = { surface: 'comment', thread: { external_id: 'post-1' } }
  await send(`${WORD}, alguém responde?`, post)
  await drainTurns(app.ctx)
  await accept(own, messageBody('eu também quero falar com atendente', post))
  await drainTurns(app.ctx)
  // Under a post, the summary for a person quoted everybody there until people were told apart; such rows are still kept.
  const underPost = database.db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.workspace_id, own.id), eq(threads.surface, 'comment')))
  await database.db
    .update(decisions)
    .set({ handoff: sql`jsonb_set(${decisions.handoff}, '{summary}', to_jsonb(${WORD}::text))` })
    .where(and(inArray(decisions.thread_id, underPost), isNotNull(decisions.handoff)))
  // Not decided yet when the erasing comes.
  await send(`e ainda: ${WORD}`, dm)
  const response = await own.request('GET', '/v1/drafts')
  for (const draft of ((await response.json()) as { data: { id: string }[] }).data) {
    const body = { rating: 'bad', comment: `${NAME} não gostou do ${WORD}` }
    await own.request('POST', `/v1/drafts/${draft.id}/feedback`, body, { 'idempotency-key': `f-${draft.id}` })
  }
  const quarantine = await own.request('GET', '/v1/quarantine')
  for (const item of ((await quarantine.json()) as { data?: { id: string }[] }).data ?? []) {
    await own.request('POST', `/v1/quarantine/${item.id}/confirm`, { reason: `${NAME} xinga` })
  }
  const [row] = await database.db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.workspace_id, own.id), eq(contacts.external_id, PHONE)))
  const attributes = { nickname: NAME, phone: PHONE }
  await own.request('PATCH', `/v1/contacts/${row!.id}`, { attributes }, { 'idempotency-key': 'patch' })
  // An answer that was kept and quotes the thread.
  await own.request('POST', '/v1/webhook-endpoints', { url: 'https://hooks.example/x', events: [] })
  const [kept] = await database.db.select().from(threads).where(eq(threads.contact_id, row!.id))
  await database.db
    .update(idempotencyKeys)
    .set({ body: JSON.stringify({ thread_id: kept!.id, text: WORD }) })
    .where(and(eq(idempotencyKeys.workspace_id, own.id), eq(idempotencyKeys.key, 'first')))
  return row!.id
}

async function insertOthers(): Promise<void> {
  const at = new Date('2026-01-01T00:00:00Z')
  const base = { workspace_id: own.id, channel_id: 'shop', created_at: at }
  for (let from = 0; from < CONTACTS; from += 500) {
    const ids = Array.from({ length: Math.min(500, CONTACTS - from) }, (_, i) => from + i)
    await database.db
      .insert(contacts)
      .values(ids.map((i) => ({ ...base, id: `con_o${i}`, external_id: `other-${i}`, name: `Other ${i}` })))
    await database.db.insert(threads).values(
      ids.map((i) => ({
        ...base,
        id: `thr_o${i}`,
        external_id: `other-${i}`,
        contact_id: `con_o${i}`,
        surface: 'dm' as const,
        status: 'new' as const,
        last_message_at: at,
        updated_at: at,
      })),
    )
    await database.db.insert(messages).values(
      ids.map((i) => ({
        workspace_id: own.id,
        channel_id: 'shop',
        id: `msg_o${i}`,
        external_id: `other-${i}`,
        thread_id: `thr_o${i}`,
        contact_id: `con_o${i}`,
        direction: 'inbound' as const,
        disposition: 'backfill' as const,
        surface: 'dm' as const,
        text: `what the other ${i} wrote`,
        episode: 1,
        decision_id: 'dec_before',
        sent_at: at,
        received_at: at,
      })),
    )
  }
}

/** Tables in which any column of any row holds one of the words. */
async function findInTables(): Promise<string[]> {
  const tables = new Map<string, unknown>(Object.entries(schema))
  const found: string[] = []
  for (const key of Object.keys(PERSONAL_COLUMNS)) {
    const { name } = getTableConfig(tables.get(key) as PgTable)
    const holds = sql.join(
      NEEDLES.map((needle) => sql`lower(t::text) like ${`%${needle.toLowerCase()}%`}`),
      sql` or `,
    )
    const rows = await database.db.$count(sql`${sql.identifier(name)} t where ${holds}`)
    if (rows > 0) found.push(name)
  }
  return found
}

/** Files of the data folder that hold one of the words, byte by byte; on Postgres those of every table and index. */
async function findInFiles(): Promise<string[]> {
  const isIn = (bytes: Buffer) => NEEDLES.some((needle) => bytes.includes(needle))
  if (database.kind === 'pglite') {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .filter((path) => isIn(readFileSync(join(folder, path))))
  }
  await database.db.execute(sql`checkpoint`)
  const rows = await database.db
    .select({ name: sql<string>`relname`, path: sql<string>`pg_relation_filepath(oid)` })
    .from(sql`pg_class`)
    .where(sql`pg_relation_filepath(oid) is not null and relpersistence = 'p' and relkind <> 'S'`)
  const found: string[] = []
  for (const { name, path } of rows) {
    const [row] = await database.db
      .select({ bytes: sql<Buffer | null>`pg_read_binary_file(${path}, 0, 1000000000, true)` })
      .from(sql`(select 1) one`)
    if (row?.bytes && isIn(Buffer.from(row.bytes))) found.push(name)
  }
  return found
}

/** What the desk, the promises, the drafts and moderation are measured by; and that the words of a period are counted. */
async function readReports(): Promise<unknown[]> {
  const read = async (name: string) => {
    const response = await own.request('GET', `/v1/reports/${name}?${PERIOD}`)
    expect([name, response.status]).toEqual([name, 200])
    return ((await response.json()) as { rows: unknown[] }).rows
  }
  await read('volumes')
  return Promise.all(['desk', 'sla', 'moderation', 'outcomes'].map(read))
}

async function readFeed(): Promise<Event[]> {
  const all: Event[] = []
  for (let after = ''; ; ) {
    const response = await own.request('GET', `/v1/events?limit=100${after === '' ? '' : `&after=${after}`}`)
    expect(response.status).toBe(200)
    const { data } = (await response.json()) as { data: Event[] }
    if (data.length === 0) return all
    all.push(...data)
    after = data.at(-1)!.id
  }
}

test('erasing one contact of many leaves no byte of their text, and everything else works on', {
  timeout: 240_000,
}, async () => {
  const before = await findInTables()
  for (const name of ['messages', 'contacts', 'threads', 'decisions', 'drafts', 'events', 'feedback'])
    expect(before).toContain(name)
  const feedBefore = await readFeed()
  const counts = async () => ({
    messages: await database.db.$count(messages),
    decisions: await database.db.$count(decisions),
    threads: await database.db.$count(threads),
  })
  const countsBefore = await counts()
  const reportsBefore = await readReports()

  const made = await own.request('POST', '/v1/privacy/requests', { contact_id: contactId, kind: 'delete' })
  const { id } = (await made.json()) as { id: string }
  await own.request('POST', `/v1/privacy/requests/${id}/verify`, { method: 'signed_in' })
  while (await completeNextRequest(app.ctx));

  expect(await findInTables()).toEqual([])
  // The old copies of the rows are still in the files.
  expect(await findInFiles()).not.toEqual([])
  await compactStorage(database)
  expect(await findInFiles()).toEqual([])

  // Nothing was lost but the words.
  expect(await counts()).toEqual(countsBefore)
  expect(await readReports()).toEqual(reportsBefore)
  const kept = await database.db.$count(messages, sql`text like 'what the other%'`)
  expect(kept).toBe(CONTACTS)
  const feed = await readFeed()
  expect(feed.slice(0, feedBefore.length).map(({ id, type }) => [id, type])).toEqual(
    feedBefore.map(({ id, type }) => [id, type]),
  )
  expect(feed.slice(feedBefore.length).map(({ type }) => type)).toEqual([
    'contact.erased',
    'privacy.request_completed',
  ])
  expect(JSON.stringify(feed)).toContain('"erased"')
  // No reply that says `erased` is on its way to anybody.
  const owed = database.db
    .select({ id: outbox.event_id })
    .from(outbox)
    .innerJoin(events, eq(events.id, outbox.event_id))
    .where(sql`${events.data}::text like '%"erased"%'`)
  expect(await owed).toEqual([])

  const rows = await database.db.select().from(decisions).where(eq(decisions.workspace_id, own.id))
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) expect(decide(DecisionInputs.parse(row.inputs)).route).toBe(row.route)
  const theirs = await database.db.select().from(messages).where(eq(messages.contact_id, contactId))
  for (const message of theirs) {
    expect(message.text).toBe('erased')
    if (message.decision_id === null) continue
    const response = await own.request('GET', `/v1/messages/${message.id}/decision`)
    expect(response.status).toBe(200)
    const replayed = await own.request('GET', `/v1/decisions/${message.id}/replay`)
    expect(await replayed.json()).toMatchObject({ state: 'erased' })
  }
  const thread = await own.request('GET', `/v1/threads/${theirs[0]!.thread_id}`)
  expect(JSON.stringify(await thread.json())).toContain('"text":"erased"')
  const verification = await own.request('GET', '/v1/audit-events/verification')
  expect(await verification.json()).toMatchObject({ is_intact: true })
  expect(await drainTurns(app.ctx)).toBe(0)

  // Whoever writes again is somebody new.
  await accept(own, messageBody('oi', { contact: person, thread: { external_id: PHONE } }))
  const [again] = await database.db.select().from(contacts).where(eq(contacts.external_id, PHONE))
  expect(again!.id).not.toBe(contactId)
})

test('a contact that is made anonymous keeps the words, without who wrote them', async () => {
  const body = messageBody('Sou a Teodora Quintanilha, CPF 529.982.247-25: meu pedido atrasou', {
    contact: { external_id: 'teo', name: 'Teodora Quintanilha' },
  })
  const { message_id, thread_id } = await accept(own, body)
  await drainTurns(app.ctx)
  const thread = (await (await own.request('GET', `/v1/threads/${thread_id}`)).json()) as {
    contact_id: string
  }
  const request = { contact_id: thread.contact_id, kind: 'anonymise' }
  const made = await own.request('POST', '/v1/privacy/requests', request)
  const { id } = (await made.json()) as { id: string }
  await own.request('POST', `/v1/privacy/requests/${id}/verify`, { method: 'document' })
  while (await completeNextRequest(app.ctx));
  const [row] = await database.db.select().from(messages).where(eq(messages.id, message_id))
  expect(row!.text).toContain('meu pedido atrasou')
  expect(JSON.stringify(row)).not.toMatch(/Teodora|Quintanilha|529\.982/)
  const [contact] = await database.db.select().from(contacts).where(eq(contacts.id, thread.contact_id))
  expect(contact).toMatchObject({ name: 'erased', attributes: {} })
  const timeline = await own.request('GET', `/v1/threads/${thread_id}?personal_data=shown`)
  const text = JSON.stringify(await timeline.json())
  expect(text).toContain('meu pedido atrasou')
  expect(text).not.toMatch(/Teodora|Quintanilha|529\.982/)
})
