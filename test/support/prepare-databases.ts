import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { openPglite, openPostgres } from '../../src/db/open-database.ts'
import { dropTestDatabases, makeTestPostgres } from './open-test-database.ts'

/**
 * Migrates one database for the whole run, which every test's own is a copy of: a dump of PGlite, a data folder with it, or a
 * template where TEST_DATABASE_URL names a server. What the run left on that server goes with its end.
 */
export async function setup(): Promise<() => Promise<void>> {
  process.env.RECADO_TEST_RUN = randomBytes(4).toString('hex')
  const template = await makeTestPostgres()
  if (template !== null) {
    const database = await openPostgres(template.url)
    await database.migrate()
    await database.close()
    process.env.RECADO_TEST_TEMPLATE = template.name
  }
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const snapshot = await makeSnapshot()
  process.env.RECADO_TEST_SNAPSHOT = join(folder, 'snapshot.tar')
  writeFileSync(process.env.RECADO_TEST_SNAPSHOT, new Uint8Array(await snapshot.arrayBuffer()))
  process.env.RECADO_TEST_FOLDER = join(folder, 'data')
  await (await openPglite(process.env.RECADO_TEST_FOLDER, snapshot)).close()
  return async () => {
    await dropTestDatabases()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeSnapshot(): Promise<Blob> {
  const { db, migrate, dump, close } = await openPglite(null)
  await migrate()
  // What Postgres makes new databases from is two thirds of the files, and none is made from a copy.
  await db.execute(sql`update pg_database set datistemplate = false, datallowconn = true`)
  for (const name of ['template0', 'template1']) await db.execute(sql.raw(`drop database ${name}`))
  await db.execute(sql`checkpoint`)
  const snapshot = await dump()
  await close()
  return snapshot
}
