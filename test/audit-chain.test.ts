import { and, asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AuditVerification } from '../src/access/verify-audit.ts'
import { appendAudit } from '../src/db/append-audit.ts'
import { guardAudit } from '../src/db/guard-audit.ts'
import { auditEntries, auditHeads, workspaces } from '../src/db/schema.ts'
import { systemActor } from '../src/domain/actor.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './support/start-test-app.ts'

let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  app = await startTestApp()
  // As every start does: the guards are those of this version.
  await guardAudit(app.ctx.db)
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await app.makeWorkspace()
  for (let i = 0; i < 5; i += 1) await append(`test.done_${i}`)
})

const caller = () => ({ workspaceId: workspace.id, actor: systemActor('test') })
const append = (action: string, details: Record<string, unknown> = {}) =>
  app.ctx.db.transaction((tx) => appendAudit(app.ctx, tx, caller(), action, 'subject', details))

async function verify(query = ''): Promise<AuditVerification> {
  const response = await workspace.request('GET', `/v1/audit-events/verification${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as AuditVerification
}

async function entries() {
  return app.ctx.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.workspace_id, workspace.id))
    .orderBy(asc(auditEntries.seq))
}

/** As somebody does who owns the database: with the guards off. */
async function tamper(statement: ReturnType<typeof sql>): Promise<void> {
  await app.ctx.db.transaction(async (tx) => {
    await tx.execute(sql`alter table audit_entries disable trigger user`)
    await tx.execute(statement)
    await tx.execute(sql`alter table audit_entries enable trigger user`)
  })
}

test('each entry holds the hash of the one before it, and the whole verifies', async () => {
  await append('test.odd', { b: 1, a: [1.5, null, { ü: 'é"\\' }], zz: -0 })
  const rows = await entries()
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_row, index) => index + 1))
  for (const [index, row] of rows.entries()) {
    expect(row.hash).toMatch(/^[0-9a-f]{64}$/)
    if (index > 0) expect(row.previous_hash).toBe(rows[index - 1]!.hash)
  }
  const head = { seq: rows.length, hash: rows.at(-1)!.hash! }
  expect(await verify()).toMatchObject({
    is_intact: true,
    entries: rows.length,
    first_seq: 1,
    head,
    faults: [],
  })
  await append('test.later')
  expect(await verify(`?expect=${head.seq}:${head.hash}`)).toMatchObject({ is_intact: true })
})

test('many transactions at once, and several entries of one, make one chain without gaps', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => append(`test.parallel_${i}`)))
  await app.ctx.db.transaction(async (tx) => {
    for (const action of ['test.one', 'test.two']) await appendAudit(app.ctx, tx, caller(), action, 'subject')
  })
  await app.ctx.db
    .transaction(async (tx) => {
      await appendAudit(app.ctx, tx, caller(), 'test.rolled_back', 'subject')
      throw new Error('rolled back')
    })
    .catch(() => {})
  const rows = await entries()
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_row, index) => index + 1))
  expect(await verify()).toMatchObject({ is_intact: true })
})

test('the database refuses to change or remove an entry', async () => {
  const own = eq(auditEntries.workspace_id, workspace.id)
  const { db } = app.ctx
  await expect(db.update(auditEntries).set({ action: 'x' }).where(own)).rejects.toThrow()
  await expect(db.update(auditEntries).set({ hash: null }).where(own)).rejects.toThrow()
  await expect(db.delete(auditEntries).where(own)).rejects.toThrow()
  await expect(db.execute(sql`truncate audit_entries`)).rejects.toThrow()
  expect(await verify()).toMatchObject({ is_intact: true })
})

test('a workspace goes with its audit log', async () => {
  await app.ctx.db.delete(workspaces).where(eq(workspaces.id, workspace.id))
  expect(await entries()).toEqual([])
})

test.each(['action', 'subject_id', 'actor_id', 'details', 'created_at'])(
  'a changed %s is named',
  async (column) => {
    const row = (await entries())[3]!
    const value = { details: sql`'{"a":1}'::jsonb`, created_at: sql`now()` }[column] ?? sql`'x'`
    await tamper(sql`update audit_entries set ${sql.identifier(column)} = ${value} where id = ${row.id}`)
    expect(await verify()).toMatchObject({
      is_intact: false,
      faults: [{ kind: 'changed', seq: 4, entry_id: row.id }],
    })
  },
)

test('a changed entry whose own hash was made anew is noticed at the next one', async () => {
  const row = (await entries())[3]!
  await tamper(sql`update audit_entries set action = 'x', hash = repeat('a', 64) where id = ${row.id}`)
  const { faults } = await verify()
  expect(faults).toEqual([
    { kind: 'changed', seq: 4, entry_id: row.id },
    { kind: 'changed', seq: 5, entry_id: expect.any(String) },
  ])
})

test('a removed entry is named, in the middle and at the end', async () => {
  for (const seq of [(await entries()).length, 4]) {
    await tamper(sql`delete from audit_entries where workspace_id = ${workspace.id} and seq = ${seq}`)
    const { faults } = await verify()
    expect(faults).toContainEqual({ kind: 'removed', seq, entry_id: null })
  }
  expect((await verify()).faults).toHaveLength(2)
})

test('the oldest entries cannot go unless a prune in the chain says so', async () => {
  const [first] = await entries()
  await tamper(sql`delete from audit_entries where id = ${first!.id}`)
  const anchored = { anchor_seq: 1, anchor_hash: first!.hash! }
  await app.ctx.db.update(auditHeads).set(anchored).where(eq(auditHeads.workspace_id, workspace.id))
  expect(await verify()).toMatchObject({ faults: [{ kind: 'removed', seq: 1, entry_id: null }] })
  await append('audit.pruned', { until_seq: 1, hash: first!.hash })
  expect(await verify()).toMatchObject({ is_intact: true, first_seq: 2 })
})

test('an entry that was slipped in is named, now and after the next start', async () => {
  const row = (await entries())[3]!
  const fields = sql`id, workspace_id, actor_kind, actor_id, action, subject_id, details, created_at`
  await tamper(
    sql`insert into audit_entries (${fields}) select 'aud_forged', workspace_id, actor_kind, actor_id, 'x', subject_id, details, created_at from audit_entries where id = ${row.id}`,
  )
  const named = { faults: [{ kind: 'inserted', seq: null, entry_id: 'aud_forged' }] }
  expect(await verify()).toMatchObject(named)
  await guardAudit(app.ctx.db)
  expect(await verify()).toMatchObject(named)
  await tamper(sql`delete from audit_entries where id = 'aud_forged'`)
})

test('a chain that was made anew as a whole is noticed by a head that was kept elsewhere', async () => {
  const { head } = await verify()
  const rows = await entries()
  await tamper(sql`update audit_entries set action = 'x' where id = ${rows[2]!.id}`)
  await rechain()
  expect(await verify()).toMatchObject({ is_intact: true })
  expect(await verify(`?expect=${head.seq}:${head.hash}`)).toMatchObject({ is_intact: false })
})

test('entries from before there was a chain are chained once', async () => {
  await rechain()
  const rows = await entries()
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_row, index) => index + 1))
  expect(await verify()).toMatchObject({ is_intact: true, entries: rows.length })
})

async function rechain(): Promise<void> {
  await tamper(
    sql`update audit_entries set seq = null, hash = null, previous_hash = null where workspace_id = ${workspace.id}`,
  )
  await app.ctx.db.delete(auditHeads).where(and(eq(auditHeads.workspace_id, workspace.id)))
  await guardAudit(app.ctx.db)
}
