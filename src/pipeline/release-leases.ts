import { isNotNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { jobs, outbox } from '../db/schema.ts'

/** Frees everything that was leased. Only for a process that knows itself to be alone on the database. */
export async function releaseLeases(db: Db): Promise<void> {
  const free = { lease_token: null, lease_until: null }
  await db.update(jobs).set(free).where(isNotNull(jobs.lease_token))
  await db.update(outbox).set(free).where(isNotNull(outbox.lease_token))
}
