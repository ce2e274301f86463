import { readConfig } from '../config.ts'
import { openOwnDatabase } from './open-own-database.ts'

/** Brings the database that the environment names to the current shape. */
export async function migrate(): Promise<void> {
  const database = await openOwnDatabase(readConfig(), 1)
  try {
    await database.migrate()
  } finally {
    await database.close()
  }
  process.stdout.write('The database is up to date.\n')
}
