import { readConfig } from '../config.ts'
import { compactStorage } from '../privacy/compact-storage.ts'
import { openOwnDatabase } from './open-own-database.ts'

/** Takes what was erased out of the database's files. */
export async function compact(): Promise<void> {
  const database = await openOwnDatabase(readConfig(), 1)
  try {
    await database.migrate()
    await compactStorage(database)
  } finally {
    await database.close()
  }
  process.stdout.write('The tables hold nothing any more of what was erased.\n')
}
