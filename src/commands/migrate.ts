import { mkdirSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { lockFolder } from '../db/lock-folder.ts'
import { openPglite, openPostgres } from '../db/open-database.ts'

/** Brings the database that the environment names to the current shape. */
export async function migrate(): Promise<void> {
  const config = readConfig()
  if (config.databaseUrl !== null) {
    const database = await openPostgres(config.databaseUrl, 1)
    await database.migrate()
    await database.close()
  } else {
    mkdirSync(config.dataDir, { recursive: true })
    const lock = lockFolder(config.dataDir)
    const database = await openPglite(config.dataDir)
    await database.migrate()
    await database.close()
    lock.release()
  }
  process.stdout.write('The database is up to date.\n')
}
