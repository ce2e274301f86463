import { mkdirSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { lockFolder } from '../db/lock-folder.ts'
import { openPglite, openPostgres } from '../db/open-database.ts'
import { compactStorage } from '../privacy/compact-storage.ts'

/** Takes what was erased out of the database's files. */
export async function compact(): Promise<void> {
  const config = readConfig()
  if (config.databaseUrl !== null) {
    const database = await openPostgres(config.databaseUrl, 1)
    await compactStorage(database)
    await database.close()
  } else {
    mkdirSync(config.dataDir, { recursive: true })
    const lock = lockFolder(config.dataDir)
    const database = await openPglite(config.dataDir)
    await compactStorage(database)
    await database.close()
    lock.release()
  }
  process.stdout.write('The tables hold nothing any more of what was erased.\n')
}
