import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { lockFolder } from '../db/lock-folder.ts'
import { makeFolder } from '../db/make-folder.ts'
import { openPglite, openPostgres } from '../db/open-database.ts'

/**
 * The database that the environment names; a data folder is held by this process alone until it is closed. An open one keeps
 * a process alive, so whoever opens it closes it whatever happens. Throws `data_locked`, and `unavailable` where the folder
 * cannot be made.
 */
export async function openOwnDatabase(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  poolSize?: number,
): Promise<Database> {
  if (databaseUrl !== null) return openPostgres(databaseUrl, poolSize)
  makeFolder(dataDir)
  const lock = lockFolder(dataDir)
  try {
    const database = await openPglite(dataDir)
    return { ...database, close: () => database.close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw error
  }
}
