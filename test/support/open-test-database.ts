import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Database } from '../../src/db/database.ts'
import { openPglite, openPostgres } from '../../src/db/open-database.ts'

/**
 * A migrated, empty database for one test file: PGlite in memory, started from the snapshot that
 * test/support/make-snapshot.ts left, or a new Postgres database where TEST_DATABASE_URL is set.
 */
export async function openTestDatabase(): Promise<Database> {
  const postgres = await makeTestPostgres()
  if (postgres === null) {
    const snapshot = new Blob([readFileSync(process.env.RECADO_TEST_SNAPSHOT!)])
    return openPglite(null, snapshot)
  }
  const database = await openPostgres(postgres.url)
  await database.migrate()
  return {
    ...database,
    async close() {
      await database.close()
      await postgres.drop()
    },
  }
}

/** A new, empty database on the server of TEST_DATABASE_URL; null without it. */
export async function makeTestPostgres(): Promise<{ url: string; drop(): Promise<void> } | null> {
  const server = process.env.TEST_DATABASE_URL
  if (server === undefined) return null
  const name = `recado_test_${randomBytes(6).toString('hex')}`
  const { default: postgres } = await import('postgres')
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  const own = new URL(server)
  own.pathname = `/${name}`
  return {
    url: own.href,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
