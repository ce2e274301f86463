import type { Caller } from '../domain/actor.ts'
import { FRESH_EPISODE } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { supersedeDrafts } from '../inbox/supersede-drafts.ts'
import { changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'
import { assertHeldBy } from './claim-thread.ts'

/** Ends the episode; drafts that nobody sent are taken back. Resolving a resolved thread is a conflict. */
export function resolveThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, async (tx, thread, now) => {
    assertHeldBy(thread, caller.actor.id, now)
    if (thread.status === 'resolved') throw new AppError('conflict', `Thread ${id} is resolved already`)
    const superseded = await supersedeDrafts(tx, thread, now)
    const data = { thread_id: id, episode: thread.episode }
    const nobody = { held_by: null, held_until: null, waiting_since: null, snoozed_until: null }
    return {
      set: { ...nobody, status: 'resolved', next_action: null },
      news: [...superseded, { type: 'thread.resolved', threadId: id, data }],
      audit: 'thread.resolved',
    }
  })
}

/** Opens a resolved thread as a new episode, in which Recado answers again. */
export function reopenThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread) => {
    if (thread.status !== 'resolved') throw new AppError('conflict', `Thread ${id} is not resolved`)
    const episode = thread.episode + 1
    return {
      set: { ...FRESH_EPISODE, episode },
      news: [{ type: 'thread.reopened', threadId: id, data: { thread_id: id, episode, by: 'person' } }],
      audit: 'thread.reopened',
    }
  })
}
