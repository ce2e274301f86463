import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import { makeNewId } from '../context.ts'
import type { Database } from '../db/database.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { revokeKey, rotateKey } from './change-key.ts'
import { createKey, type NewKey } from './create-key.ts'
import { createWorkspace } from './create-workspace.ts'
import { verifyKey } from './verify-key.ts'

const MINUTE_MS = 60_000

let database: Database
let now = Date.parse('2026-03-01T12:00:00Z')
let caller: Caller
const clock = () => new Date(now)
const ctx = () => ({ db: database.db, clock, newId: makeNewId(clock) })
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  const { workspace } = await createWorkspace(ctx(), systemActor('test'), { name: 'test' })
  caller = { workspaceId: workspace.id, actor: systemActor('test') }
})

const make = (input: Partial<NewKey> = {}) =>
  createKey(ctx(), database.db, caller, { name: 'k', scopes: ['classify'], ...input })

const rotate = (id: string, overlapS: number) => rotateKey(ctx(), caller, id, overlapS, () => {})

test('a key names its workspace, itself and its scopes; an unknown one names nobody', async () => {
  const { row, secret } = await make()
  expect(await verifyKey(ctx(), secret)).toEqual({
    caller: { workspaceId: caller.workspaceId, actor: { kind: 'api_key', id: row.id } },
    scopes: ['classify'],
    keyId: row.id,
  })
  expect(await verifyKey(ctx(), `${secret}x`)).toBeNull()
})

test('of a key only its hash and first characters are stored', async () => {
  const { row, secret } = await make()
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(secret.startsWith(row.prefix)).toBe(true)
  expect(row.prefix).toHaveLength(7)
})

test('a key ends at the moment it expires', async () => {
  const { secret } = await make({ expiresAt: new Date(now + MINUTE_MS) })
  now += MINUTE_MS - 1
  expect(await verifyKey(ctx(), secret)).not.toBeNull()
  now += 1
  expect(await verifyKey(ctx(), secret)).toBeNull()
})

test('a revoked key ends at once, and revoking it again changes nothing', async () => {
  const { row, secret } = await make()
  await revokeKey(ctx(), caller, row.id)
  expect(await verifyKey(ctx(), secret)).toBeNull()
  await expect(revokeKey(ctx(), caller, row.id)).resolves.toBeUndefined()
})

test('a rotated key goes on for the overlap, its successor beyond', async () => {
  const { row, secret } = await make({ scopes: ['kb:read'] })
  const successor = await rotate(row.id, 60)
  expect(successor.row).toMatchObject({ name: 'k', scopes: ['kb:read'] })
  now += MINUTE_MS - 1
  expect(await verifyKey(ctx(), secret)).not.toBeNull()
  now += 1
  expect(await verifyKey(ctx(), secret)).toBeNull()
  expect(await verifyKey(ctx(), successor.secret)).toMatchObject({ keyId: successor.row.id })
})

test('a rotated key may be revoked before its overlap ends, and is then rotated no more', async () => {
  const { row, secret } = await make()
  await rotate(row.id, 3600)
  await revokeKey(ctx(), caller, row.id)
  expect(await verifyKey(ctx(), secret)).toBeNull()
  await expect(rotate(row.id, 60)).rejects.toMatchObject({ code: 'not_found' })
})

test('a key that expired is rotated no more, and one whose scopes may not be granted stays as it is', async () => {
  const expired = await make({ expiresAt: new Date(now) })
  await expect(rotate(expired.row.id, 60)).rejects.toMatchObject({ code: 'not_found' })
  const { row, secret } = await make()
  const refuse = () => {
    throw new AppError('forbidden', 'no')
  }
  await expect(rotateKey(ctx(), caller, row.id, 0, refuse)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await verifyKey(ctx(), secret)).not.toBeNull()
})

test('another workspace can neither revoke nor rotate it', async () => {
  const { row, secret } = await make()
  const stranger = { workspaceId: 'other', actor: systemActor('test') }
  await expect(revokeKey(ctx(), stranger, row.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(rotateKey(ctx(), stranger, row.id, 0, () => {})).rejects.toMatchObject({ code: 'not_found' })
  expect(await verifyKey(ctx(), secret)).not.toBeNull()
})
