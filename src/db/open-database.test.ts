import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EMPTY_DATABASE } from './open-database.ts'

test('the shipped empty database is of the PGlite that is installed', () => {
  const manifest = createRequire(import.meta.url)
    .resolve('@electric-sql/pglite')
    .replace(/dist.*/, 'package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  expect(EMPTY_DATABASE).toBe(`empty-database-${version}.tar.gz`)
  expect(existsSync(join(import.meta.dirname, EMPTY_DATABASE))).toBe(true)
})
