import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPglite } from '../../src/db/open-database.ts'

/** Migrates one PGlite and keeps its dump for the whole run: loading it takes a third of migrating anew. */
export async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const database = await openPglite(null)
  await database.migrate()
  const path = join(folder, 'snapshot.tar')
  writeFileSync(path, new Uint8Array(await (await database.dump()).arrayBuffer()))
  await database.close()
  process.env.RECADO_TEST_SNAPSHOT = path
  return () => rmSync(folder, { recursive: true, force: true })
}
