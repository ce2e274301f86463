import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { makeTestPostgres } from '../../test/support/open-test-database.ts'
import type { Db } from './database.ts'
import { openPostgres } from './open-database.ts'

test.runIf(process.env.TEST_DATABASE_URL !== undefined)(
  'a connection keeps what it was asked, inside a transaction too, but no long list',
  async () => {
    const made = (await makeTestPostgres())!
    expect(await keptBy(made.url)).toEqual(['select $1::int', 'select $1::text'])
    expect(await keptBy(`${made.url}?prepare=false`)).toEqual([])
    await made.drop()
  },
)

async function keptBy(url: string): Promise<unknown[]> {
  const database = await openPostgres(url, 1)
  await database.db.execute(sql`select ${1}::int`)
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`select ${'a'}::text`)
    await tx.transaction((inner: Db) => inner.execute(sql`select ${'b'}::text`))
    const list = Array.from({ length: 65 }, (_, i) => sql`${i}::int`)
    await tx.execute(sql`select ${sql.join(list, sql`, `)}`)
  })
  const rows = (await database.db.execute(
    sql`select statement from pg_prepared_statements where statement like 'select $%' order by 1`,
  )) as unknown as { readonly statement: string }[]
  await database.close()
  return rows.map(({ statement }) => statement)
}
