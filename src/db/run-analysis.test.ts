import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { openPglite } from './open-database.ts'
import { analyzeChanged } from './run-analysis.ts'

let database: Database
beforeAll(async () => {
  database = await openPglite(null)
  await database.db.execute(sql`create table "Many" (id int, kind text)`)
  await database.db.execute(sql`create table few (id int)`)
})
afterAll(() => database.close())

/** Has what was just written counted now rather than within a second. */
async function write(statement: string): Promise<void> {
  await database.db.execute(sql.raw(statement))
  await database.db.execute(sql`select pg_stat_force_next_flush()`)
}

const knownKinds = () =>
  database.db
    .select({ values: sql<string>`most_common_vals::text` })
    .from(sql`pg_stats`)
    .where(sql`tablename = 'Many' and attname = 'kind'`)

test('a table that grew has statistics; one that hardly changed since is left alone until it did', async () => {
  const { db } = database
  await write(`insert into "Many" select i, 'dm' from generate_series(1, 1000) i`)
  await write('insert into few select generate_series(1, 50)')
  expect(await knownKinds()).toEqual([])
  expect(await analyzeChanged(db)).toEqual(['Many'])
  expect(await knownKinds()).toEqual([{ values: '{dm}' }])
  await write(`update "Many" set kind = 'comment' where id <= 150`)
  expect(await analyzeChanged(db)).toEqual([])
  await write(`update "Many" set kind = 'comment' where id = 151`)
  expect(await analyzeChanged(db)).toEqual(['Many'])
  expect(await knownKinds()).toEqual([{ values: '{dm,comment}' }])
})

test('a stop ends it before the next table', async () => {
  await write('insert into few select generate_series(51, 200)')
  expect(await analyzeChanged(database.db, () => true)).toEqual([])
})
