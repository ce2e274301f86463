import { randomBytes } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import type { Database } from '../../src/db/database.ts'
import { openPglite, openPostgres } from '../../src/db/open-database.ts'

/**
 * A migrated, empty database: PGlite in memory, or one of the Postgres server of TEST_DATABASE_URL. Both are copies of what
 * test/support/prepare-databases.ts made.
 */
export async function openTestDatabase(): Promise<Database> {
  const postgres = await makeTestPostgres(process.env.RECADO_TEST_TEMPLATE)
  if (postgres === null) {
    return openPglite(null, readSnapshot())
  }
  const database = await openPostgres(postgres.url)
  return {
    ...database,
    async close() {
      await database.close()
      await postgres.drop()
    },
  }
}

let snapshot: Blob | undefined

/** A dump of a migrated, empty PGlite. */
export function readSnapshot(): Blob {
  snapshot ??= new Blob([readFileSync(process.env.RECADO_TEST_SNAPSHOT!)])
  return snapshot
}

/** Puts a migrated, empty database into a data folder, for a process that is not tested for making its own. */
export function fillDataFolder(dataDir: string): void {
  cpSync(process.env.RECADO_TEST_FOLDER!, dataDir, { recursive: true })
}

export interface TestPostgres {
  readonly name: string
  readonly url: string
  drop(): Promise<void>
}

/** A new database on the server of TEST_DATABASE_URL, empty or a copy of `template`; null without a server. */
export async function makeTestPostgres(template = 'template1'): Promise<TestPostgres | null> {
  const server = process.env.TEST_DATABASE_URL
  if (server === undefined) return null
  const name = `${prefixOfRun()}${randomBytes(6).toString('hex')}`
  await askServer(server, (ask) => ask(`create database ${name} template ${template}`))
  const own = new URL(server)
  own.pathname = `/${name}`
  const drop = () => askServer(server, (ask) => ask(`drop database if exists ${name} with (force)`))
  return { name, url: own.href, drop }
}

/** Drops what this run made on the server of TEST_DATABASE_URL. */
export async function dropTestDatabases(): Promise<void> {
  const server = process.env.TEST_DATABASE_URL
  if (server === undefined) return
  await askServer(server, async (ask) => {
    const left = await ask(`select datname from pg_database where starts_with(datname, '${prefixOfRun()}')`)
    for (const { datname } of left) await ask(`drop database if exists ${datname} with (force)`)
  })
}

function prefixOfRun(): string {
  return `recado_test_${process.env.RECADO_TEST_RUN ?? 'alone'}_`
}

type Ask = (statement: string) => Promise<readonly { readonly datname?: string }[]>

async function askServer(server: string, work: (ask: Ask) => Promise<unknown>): Promise<void> {
  const { default: postgres } = await import('postgres')
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  try {
    await work((statement) => admin.unsafe(statement))
  } finally {
    await admin.end()
  }
}
