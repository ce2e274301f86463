import { getTableColumns, sql } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../test/support/open-test-database.ts'
import type { Database } from './database.ts'
import { PERSONAL_COLUMNS } from './personal-columns.ts'
import * as schema from './schema.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const TEXTUAL = ['text', 'jsonb', 'json', 'tsvector', 'ARRAY', 'USER-DEFINED', 'bytea', 'character varying']

test('every column of the database that can hold text says what it holds of a contact', async () => {
  const rows = await database.db
    .select({
      table_name: sql<string>`table_name`,
      column_name: sql<string>`column_name`,
      data_type: sql<string>`data_type`,
    })
    .from(sql`information_schema.columns`)
    .where(sql`table_schema = 'public'`)
  const inDatabase = rows
    .filter((row) => TEXTUAL.includes(row.data_type))
    .map((row) => `${row.table_name}.${row.column_name}`)
  const tables = new Map<string, unknown>(Object.entries(schema))
  const declared = Object.entries(PERSONAL_COLUMNS).flatMap(([name, { columns }]) => {
    const table = tables.get(name) as PgTable
    const own: Readonly<Record<string, { readonly name: string }>> = getTableColumns(table)
    return Object.keys(columns).map((column) => `${getTableConfig(table).name}.${own[column]!.name}`)
  })
  expect(declared.sort()).toEqual(inDatabase.sort())
})
