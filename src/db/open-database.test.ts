import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EMPTY_DATABASE, openPglite } from './open-database.ts'

test('the shipped empty database is of the PGlite that is installed', () => {
  const manifest = createRequire(import.meta.url)
    .resolve('@electric-sql/pglite')
    .replace(/dist.*/, 'package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  expect(EMPTY_DATABASE).toBe(`empty-database-${version}.tar.gz`)
  expect(existsSync(join(import.meta.dirname, EMPTY_DATABASE))).toBe(true)
})

test('a folder that a first start left half unpacked is made anew, and a whole one is kept', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-open-'))
  mkdirSync(join(dataDir, 'pglite'))
  writeFileSync(join(dataDir, 'pglite', 'PG_VERSION'), '18')
  const first = await openPglite(dataDir)
  await first.db.execute('create table kept (id int)')
  await first.close()
  const second = await openPglite(dataDir)
  expect(await second.db.execute('select * from kept')).toMatchObject({ rows: [] })
  await second.close()
  rmSync(dataDir, { recursive: true, force: true })
})
