import type { NewEvent } from '../db/append-event.ts'
import type { ThreadRow } from './ensure-thread.ts'

/** Says that a resolved thread is open again: in a new episode, or, by Recado, in the one that it was resolved in. */
export function tellReopened(
  { id, episode }: Pick<ThreadRow, 'id' | 'episode'>,
  by: 'customer' | 'person' | 'recado',
): NewEvent {
  return { type: 'thread.reopened', threadId: id, data: { thread_id: id, episode, by } }
}
