import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPglite, openPostgres } from '../../src/db/open-database.ts'
import { dropTestDatabases, makeTestPostgres } from './open-test-database.ts'

/**
 * Migrates one database for the whole run, which every test's own is a copy of: a dump of PGlite, or a template where
 * TEST_DATABASE_URL names a server. What the run left on that server goes with its end.
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
  process.env.RECADO_TEST_SNAPSHOT = await makeSnapshot(join(folder, 'snapshot.tar'))
  return async () => {
    await dropTestDatabases()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeSnapshot(path: string): Promise<string> {
  const database = await openPglite(null)
  await database.migrate()
  writeFileSync(path, new Uint8Array(await (await database.dump()).arrayBuffer()))
  await database.close()
  return path
}
