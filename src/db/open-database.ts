import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { AppError } from '../errors.ts'
import type { Database, Db } from './database.ts'
import { guardAudit } from './guard-audit.ts'
import { keepStatements } from './keep-statements.ts'
import { makeFolder } from './make-folder.ts'
import * as schema from './schema.ts'

const PGLITE_VERSION = '0.5.14'
/** Beside this file, where it was made for the installed version. */
export const EMPTY_DATABASE = `empty-database-${PGLITE_VERSION}.tar.gz`
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))
/** Any number will do, as long as every Recado uses the same. */
const MIGRATION_LOCK = 7_236_202_611

/**
 * Opens PGlite in a folder of `dataDir`, or in memory where `dataDir` is null.
 * `snapshot` starts it from a dump of an earlier one. The caller holds the folder's lock.
 */
export async function openPglite(
  dataDir: string | null,
  snapshot?: Blob,
): Promise<Database & { dump(): Promise<Blob> }> {
  const [{ PGlite }, { vector }, { drizzle }, { migrate }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('drizzle-orm/pglite'),
    import('drizzle-orm/pglite/migrator'),
  ])
  if (dataDir !== null) makeFolder(dataDir)
  const folder = dataDir === null ? null : join(dataDir, 'pglite')
  const marker = `${folder}.complete`
  const isNew = folder === null || !existsSync(marker)
  // Without its mark it is what a first start left that was cut off: nobody was answered from it.
  if (folder !== null && isNew && existsSync(folder)) {
    rmSync(`${folder}.incomplete`, { recursive: true, force: true })
    renameSync(folder, `${folder}.incomplete`)
  }
  const start = snapshot ?? (isNew ? readEmptyDatabase() : null)
  const client = await PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    ...(start === null ? {} : { loadDataDir: start }),
    extensions: { vector },
  })
  if (folder !== null && isNew) writeFileSync(marker, '')
  await forgetArrays(client)
  const db = drizzle({ client, schema })
  return {
    db: db as unknown as Db,
    kind: 'pglite',
    async migrate() {
      await migrate(db, { migrationsFolder: MIGRATIONS })
      await guardAudit(db as unknown as Db)
    },
    close: () => client.close(),
    dump: () => client.dumpDataDir('none'),
  }
}

/**
 * Drops the parsers for arrays, which no query reads. Every query copies all parsers, and with these a short one takes half
 * as long again.
 */
async function forgetArrays(client: PGlite): Promise<void> {
  const { rows } = await client.query<{ typarray: number }>(
    'select typarray from pg_type where typarray <> 0',
  )
  for (const { typarray } of rows) delete client.parsers[typarray]
}

/**
 * An empty database as this version of PGlite makes it: unpacking it takes a second less than making one. Null for another
 * version, which then makes its own. scripts/make-empty-database.ts writes the file.
 */
function readEmptyDatabase(): Blob | null {
  const path = join(import.meta.dirname, EMPTY_DATABASE)
  return existsSync(path) ? new Blob([readFileSync(path)]) : null
}

/** Opens Postgres by its URL; `poolSize` connections at most. */
export async function openPostgres(url: string, poolSize = 10): Promise<Database> {
  const [{ default: postgres }, { drizzle }, { migrate }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js'),
    import('drizzle-orm/postgres-js/migrator'),
  ])
  const client = postgres(url, { max: poolSize, onnotice: () => {} })
  const db = drizzle({ client: keepStatements(client), schema })
  return {
    db: db as unknown as Db,
    kind: 'postgres',
    migrate: () => migrateUnderLock(url),
    close: () => client.end({ timeout: 5 }),
  }

  async function migrateUnderLock(address: string) {
    // An advisory lock belongs to a session, so migrating takes a connection of its own.
    const single = postgres(address, { max: 1, onnotice: () => {} })
    try {
      await assertUsable(single)
      const session = drizzle({ client: single, schema })
      await session.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`)
      await migrate(session, { migrationsFolder: MIGRATIONS })
      await guardAudit(session as unknown as Db)
    } finally {
      await single.end({ timeout: 5 })
    }
  }
}

/** What an operator meets first. Throws `unavailable`; the URL, which may hold a password, is never said. */
async function assertUsable(client: Sql): Promise<void> {
  const fault = (why: string, cause?: unknown) =>
    new AppError('unavailable', `The database of DATABASE_URL cannot be used: ${why}`, { cause })
  const found = await client`select 1 from pg_available_extensions where name = 'vector'`.catch(
    (cause: NodeJS.ErrnoException) => {
      throw fault(cause.message || String(cause.code), cause)
    },
  )
  if (found.length === 0) throw fault('its server lacks the extension pgvector')
}
