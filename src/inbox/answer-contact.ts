import type { Db } from '../db/database.ts'
import { answerCustomer, owePerson, type ThreadMove } from '../domain/move-thread.ts'
import type { ThreadRow } from './ensure-thread.ts'
import { readWaiting } from './read-waiting.ts'

/** What an answer to one contact does to the thread: whoever else waits in it goes on waiting. */
export async function answerContact(
  tx: Db,
  thread: ThreadRow,
  contactId: string,
  now: Date,
): Promise<ThreadMove> {
  const since = await readWaiting(tx, thread, { except: contactId })
  if (since === null) return answerCustomer()
  return owePerson({ ...thread, waiting_since: since }, since, now)
}
