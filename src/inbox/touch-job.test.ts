import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { DEFAULT_SETTINGS } from '../access/workspace-settings.ts'
import { makeNewId } from '../context.ts'
import type { Database } from '../db/database.ts'
import { jobs, workspaces } from '../db/schema.ts'
import type { MessageInput } from '../domain/message.ts'
import { ensureChannel, ensureContact, lockThread, type ThreadRow } from './ensure-thread.ts'
import { touchJob } from './touch-job.ts'

const START = Date.parse('2026-03-01T12:00:00Z')
const at = (ms: number) => new Date(START + ms)
const SETTLE_MS = 1000

let database: Database
let thread: ThreadRow
let count = 0
beforeAll(async () => {
  database = await openTestDatabase()
  const times = { created_at: at(0), updated_at: at(0) }
  await database.db.insert(workspaces).values({ id: 'ws', name: 'ws', settings: DEFAULT_SETTINGS, ...times })
})
afterAll(() => database.close())
beforeEach(async () => {
  count += 1
  const ctx = { newId: makeNewId(() => at(0)) }
  const contact = { external_id: `c-${count}` }
  const input = {
    external_id: `m-${count}`,
    channel: { id: 'shop', kind: 'web' },
    surface: 'dm',
    thread: { external_id: `t-${count}` },
  } as MessageInput
  await ensureChannel(database.db, 'ws', input, at(0))
  const { id } = await ensureContact(ctx, database.db, 'ws', 'shop', contact, at(0))
  thread = (await lockThread(ctx, database.db, 'ws', 'shop', id, input, at(0))).thread
})

const touch = (ms: number, settleMs = SETTLE_MS) =>
  touchJob(database.db, thread, thread.contact_id, settleMs, at(ms))

async function readJob() {
  const [job] = await database.db.select().from(jobs).where(eq(jobs.thread_id, thread.id))
  return {
    dueMs: job!.due_at.getTime() - START,
    revision: job!.revision,
    firstMs: job!.first_at.getTime() - START,
  }
}

test('the first message is due when it has settled', async () => {
  await touch(0)
  expect(await readJob()).toEqual({ dueMs: 1000, revision: 1, firstMs: 0 })
})

test('each further message puts the turn off and raises the revision, and the burst keeps its beginning', async () => {
  await touch(0)
  await touch(600)
  await touch(900)
  expect(await readJob()).toEqual({ dueMs: 1900, revision: 3, firstMs: 0 })
})

test('a burst that never goes quiet is due after five settling times', async () => {
  for (let ms = 0; ms <= 8000; ms += 500) await touch(ms)
  expect(await readJob()).toMatchObject({ dueMs: 5000, revision: 17 })
})

test('a turn that backs off after a failure keeps its time, and still learns of the message', async () => {
  await touch(0)
  const backedOff = { attempts: 2, due_at: at(60_000) }
  await database.db.update(jobs).set(backedOff).where(eq(jobs.thread_id, thread.id))
  await touch(1500)
  expect(await readJob()).toMatchObject({ dueMs: 60_000, revision: 2 })
})

test('a message that comes while the turn is worked on settles as any other', async () => {
  await touch(0)
  const claimed = { attempts: 1, lease_token: 'lease_1', lease_until: at(30_000) }
  await database.db.update(jobs).set(claimed).where(eq(jobs.thread_id, thread.id))
  await touch(1500)
  expect(await readJob()).toMatchObject({ dueMs: 2500, revision: 2 })
})

test('a message that needs no settling brings nothing forward', async () => {
  await touch(0)
  await touch(100, 0)
  expect(await readJob()).toMatchObject({ dueMs: 1000, revision: 2 })
})

test('without a settling time the turn is due at once', async () => {
  await touch(0, 0)
  expect(await readJob()).toMatchObject({ dueMs: 0 })
})
