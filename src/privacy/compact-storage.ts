import { sql } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { Database, Db } from '../db/database.ts'
import { PERSONAL_COLUMNS, type Personal } from '../db/personal-columns.ts'
import * as schema from '../db/schema.ts'

/**
 * Takes what was erased or deleted out of the files too: a database keeps the old copies of its rows in its tables, indexes,
 * statistics and log until it needs their room. Rewrites every table that holds personal data, which locks one after the
 * other meanwhile. On Postgres the log, its archive, replicas and backups are the operator's: see docs/privacy.md.
 */
export async function compactStorage(database: Pick<Database, 'db' | 'kind'>): Promise<void> {
  const { db, kind } = database
  for (const name of listTables()) await run(db, `vacuum (full, analyze) ${name}`)
  // Statistics hold the most common values of every column.
  await run(db, 'vacuum full pg_statistic')
  if (kind === 'postgres') return
  // The log's old files are otherwise kept for reuse, with all that was ever written to them.
  await run(db, 'set wal_recycle = off')
  for (const statement of ['select pg_switch_wal()', 'checkpoint', 'select pg_switch_wal()', 'checkpoint'])
    await run(db, statement)
}

function run(db: Db, statement: string) {
  return db.execute(sql.raw(statement))
}

function listTables(): string[] {
  const tables = new Map<string, unknown>(Object.entries(schema))
  return Object.entries(PERSONAL_COLUMNS).flatMap(([key, { columns }]) => {
    const isPersonal = Object.values(columns as Record<string, Personal>).some((holds) => holds !== 'plain')
    return isPersonal ? [getTableConfig(tables.get(key) as PgTable).name] : []
  })
}
