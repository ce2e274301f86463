import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { makeNewId } from '../context.ts'
import type { Database } from '../db/database.ts'
import { apiKeys, auditEntries, workspaces } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { makeLogger } from '../logger.ts'
import { revokeKey, rotateKey } from './change-key.ts'
import { DEFAULT_WORKSPACE, ensureDefaultWorkspace } from './ensure-default-workspace.ts'
import { verifyKey } from './verify-key.ts'

let database: Database
let dataDir: string
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.delete(workspaces)
  dataDir = mkdtempSync(join(tmpdir(), 'recado-first-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const clock = () => new Date('2026-03-01T12:00:00Z')
const ctx = () => ({ db: database.db, clock, newId: makeNewId(clock), logger: makeLogger('silent') })
const start = (apiKey: string | null = null) =>
  ensureDefaultWorkspace({ ...ctx(), config: { apiKey, dataDir } })
const isValid = async (key: string) => (await verifyKey(ctx(), key)) !== null

test('two first starts at once make one workspace with one key, which is in the file that only its owner reads', async () => {
  const both = await Promise.all([start(), start()])
  expect(both.map((ensured) => ensured.isNew).sort()).toEqual([false, true])
  const path = join(dataDir, 'first-api-key')
  const secret = readFileSync(path, 'utf8').trim()
  expect(both.flatMap((ensured) => ensured.firstKey ?? [])).toEqual([{ path, secret }])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await database.db.select().from(workspaces)).toHaveLength(1)
  expect(await database.db.select().from(apiKeys)).toHaveLength(1)
  expect(await verifyKey(ctx(), secret)).toMatchObject({
    caller: { workspaceId: DEFAULT_WORKSPACE },
    scopes: ['*'],
  })
  expect(await start()).toEqual({ isNew: false, firstKey: null })
})

test('a key from the environment holds, and no first key is written', async () => {
  const both = await Promise.all([start('operators-key-one'), start('operators-key-one')])
  expect(both.map((ensured) => ensured.firstKey)).toEqual([null, null])
  expect(existsSync(join(dataDir, 'first-api-key'))).toBe(false)
  expect(await database.db.select().from(apiKeys)).toHaveLength(1)
  expect(await verifyKey(ctx(), 'operators-key-one')).toMatchObject({ scopes: ['*'] })
})

test('a new key in the environment revokes the one before, and going back revokes the new one', async () => {
  await start('operators-key-one')
  await start('operators-key-two')
  expect([await isValid('operators-key-one'), await isValid('operators-key-two')]).toEqual([false, true])
  await start('operators-key-one')
  expect([await isValid('operators-key-one'), await isValid('operators-key-two')]).toEqual([true, false])
})

test('what a person did to the key of the environment is not undone by the next start', async () => {
  const caller = { workspaceId: DEFAULT_WORKSPACE, actor: { kind: 'member', id: 'mem_1' } as const }
  await start('operators-key-one')
  const [first] = await database.db.select().from(apiKeys)
  const { secret } = await rotateKey(ctx(), caller, first!.id, 0, () => {})
  await start('operators-key-one')
  expect([await isValid('operators-key-one'), await isValid(secret)]).toEqual([false, true])
  await start(secret)
  await start('operators-key-two')
  expect([await isValid(secret), await isValid('operators-key-two')]).toEqual([false, true])
  const second = (await database.db.select().from(apiKeys)).find((key) => key.revoked_at === null)
  await revokeKey(ctx(), caller, second!.id)
  await start('operators-key-two')
  expect(await isValid('operators-key-two')).toBe(false)
  const ended = (await database.db.select().from(auditEntries)).filter(
    (one) => one.action === 'api_key.revoked',
  )
  expect(ended.map((one) => one.actor_kind)).toEqual(['system', 'member'])
})

test('the environment may carry the first key itself', async () => {
  const { firstKey } = await start()
  expect(await start(firstKey!.secret)).toEqual({ isNew: false, firstKey: null })
  expect(await isValid(firstKey!.secret)).toBe(true)
  expect(await database.db.select().from(apiKeys)).toHaveLength(1)
})

test('where every key was revoked, the next start writes a new first key over the old file', async () => {
  const { firstKey } = await start()
  const [row] = await database.db.select().from(apiKeys)
  const caller = { workspaceId: DEFAULT_WORKSPACE, actor: systemActor('test') }
  await revokeKey(ctx(), caller, row!.id)
  const again = await start()
  expect(again.isNew).toBe(false)
  expect(again.firstKey!.secret).not.toBe(firstKey!.secret)
  expect(readFileSync(firstKey!.path, 'utf8').trim()).toBe(again.firstKey!.secret)
  expect(statSync(firstKey!.path).mode & 0o777).toBe(0o600)
})
