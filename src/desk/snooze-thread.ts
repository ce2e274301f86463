import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { assertOpen, changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'

/** Puts the thread aside until a time, or until the customer writes; then it is anyone's to follow up. */
export function snoozeThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  until: Date,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread, now) => {
    assertOpen(thread)
    if (until <= now) {
      throw new AppError('invalid_request', 'A thread is snoozed until a time to come', {
        errors: [{ pointer: '/until', detail: 'must lie in the future' }],
      })
    }
    const data = { thread_id: id, episode: thread.episode, until: until.toISOString() }
    return {
      set: {
        status: 'snoozed',
        snoozed_until: until,
        next_action: 'follow_up',
        held_by: null,
        held_until: null,
        lost_by: null,
      },
      news: [{ type: 'thread.snoozed', threadId: id, data }],
      audit: 'thread.snoozed',
    }
  })
}
