import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/support/start-test-app.ts'
import { auditEntries, knowledgeEntries, knowledgePassages, knowledgeVersions } from '../db/schema.ts'
import { type Caller, systemActor } from '../domain/actor.ts'
import { readRevision } from './read-revision.ts'
import { upsertEntries } from './upsert-entries.ts'

let app: TestApp
let caller: Caller
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  caller = { workspaceId: (await app.makeWorkspace()).id, actor: systemActor('test') }
})

const entry = (answer: string, over: Record<string, unknown> = {}) => ({
  external_id: 'horario',
  question: 'Qual o horário?',
  answer,
  language: 'pt',
  ...over,
})
const upsert = (...rows: unknown[]) => upsertEntries(app.ctx, caller, rows)

async function stored(externalId = 'horario') {
  const own = and(
    eq(knowledgeEntries.workspace_id, caller.workspaceId),
    eq(knowledgeEntries.external_id, externalId),
  )
  const [row] = await app.ctx.db.select().from(knowledgeEntries).where(own)
  const versions = await app.ctx.db
    .select()
    .from(knowledgeVersions)
    .where(eq(knowledgeVersions.entry_id, row!.id))
  const passages = await app.ctx.db
    .select({ kind: knowledgePassages.kind, text: knowledgePassages.text })
    .from(knowledgePassages)
    .where(eq(knowledgePassages.entry_id, row!.id))
  return { row: row!, versions, passages }
}

test('concurrent upserts of one entry both succeed, and each is a version of its own', async () => {
  const answers = ['Das 8h às 18h.', 'Das 9h às 19h.', 'Das 10h às 20h.']
  const results = await Promise.all(answers.map((answer) => upsert(entry(answer))))
  expect(results.map((result) => result.created + result.updated)).toEqual([1, 1, 1])
  expect(results.filter((result) => result.created === 1)).toHaveLength(1)
  const { row, versions, passages } = await stored()
  expect(row.version).toBe(3)
  expect(versions.map((version) => version.version).sort()).toEqual([1, 2, 3])
  const last = versions.find((version) => version.version === 3)!
  expect(last.content).toMatchObject({ answer: row.answer })
  expect(passages.find((passage) => passage.kind === 'answer')!.text).toBe(row.answer)
  expect(passages).toHaveLength(2)
  expect(await readRevision(app.ctx.db, caller.workspaceId)).toBe(3)
})

test('the same entry at once is created once and then unchanged', async () => {
  const results = await Promise.all([1, 2].map(() => upsert(entry('Das 9h às 19h.'))))
  expect(results.map((result) => result.created).sort()).toEqual([0, 1])
  expect(results.map((result) => result.unchanged).sort()).toEqual([0, 1])
  expect((await stored()).row.version).toBe(1)
})

test('an unchanged entry keeps its version, and the knowledge its revision', async () => {
  await upsert(entry('Das 9h às 19h.'))
  expect(await upsert(entry('Das 9h às 19h.'))).toEqual({ created: 0, updated: 0, unchanged: 1, errors: [] })
  expect((await stored()).row.version).toBe(1)
  expect(await readRevision(app.ctx.db, caller.workspaceId)).toBe(1)
})

test.each([
  ['answer', { answer: 'Nunca.' }],
  ['question', { question: 'Que horas abrem?' }],
  ['variants', { variants: ['abre quando'] }],
  ['language', { language: 'es' }],
  ['tags', { tags: ['loja'] }],
  ['validity', { valid_until: '2030-01-01T00:00:00Z' }],
])('a change of the %s alone raises the version', async (_name, over) => {
  await upsert(entry('Das 9h às 19h.'))
  expect(await upsert(entry('Das 9h às 19h.', over))).toMatchObject({ updated: 1, unchanged: 0 })
  expect((await stored()).row.version).toBe(2)
})

test('entries that are not named are left alone, and bad rows stop no good one', async () => {
  await upsert(entry('Sim.', { external_id: 'pix', question: 'Aceitam pix?' }))
  const result = await upsert(entry('Das 9h às 19h.'), entry('', { external_id: 'bad' }))
  expect(result).toMatchObject({ created: 1, errors: [{ index: 1, external_id: 'bad' }] })
  expect((await stored('pix')).row).toMatchObject({ answer: 'Sim.', version: 1 })
})

test('each change is in the audit with who made it and how much it was', async () => {
  await upsert(entry('Das 9h às 19h.'))
  await upsert(entry('Das 9h às 19h.'))
  const mine = and(
    eq(auditEntries.workspace_id, caller.workspaceId),
    eq(auditEntries.action, 'kb.entries_upserted'),
  )
  const rows = await app.ctx.db.select().from(auditEntries).where(mine)
  expect(rows.map((row) => row.details)).toEqual([{ created: 1, updated: 0, unchanged: 0, revision: 1 }])
  expect(rows[0]).toMatchObject({ actor_kind: 'system', actor_id: 'test' })
})
