import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { Database, Db } from './database.ts'
import * as schema from './schema.ts'

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
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true })
  const client = await PGlite.create({
    ...(dataDir === null ? {} : { dataDir: join(dataDir, 'pglite') }),
    ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
    extensions: { vector },
  })
  const db = drizzle({ client, schema })
  return {
    db: db as unknown as Db,
    kind: 'pglite',
    migrate: () => migrate(db, { migrationsFolder: MIGRATIONS }),
    close: () => client.close(),
    dump: () => client.dumpDataDir('none'),
  }
}

/** Opens Postgres by its URL; `poolSize` connections at most. */
export async function openPostgres(url: string, poolSize = 10): Promise<Database> {
  const [{ default: postgres }, { drizzle }, { migrate }] = await Promise.all([
    import('postgres'),
    import('drizzle-orm/postgres-js'),
    import('drizzle-orm/postgres-js/migrator'),
  ])
  const client = postgres(url, { max: poolSize, onnotice: () => {} })
  const db = drizzle({ client, schema })
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
      const session = drizzle({ client: single, schema })
      await session.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`)
      await migrate(session, { migrationsFolder: MIGRATIONS })
    } finally {
      await single.end({ timeout: 5 })
    }
  }
}
