import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { supersedeDrafts } from '../inbox/supersede-drafts.ts'
import { changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'
import { assertHeldBy } from './hold-thread.ts'

/** Ends the episode; drafts that nobody sent are taken back. Resolving a resolved thread is a conflict. */
export function resolveThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, async (tx, thread, now) => {
    assertHeldBy(thread, caller.actor.id)
    if (thread.status === 'resolved') throw new AppError('conflict', `Thread ${id} is resolved already`)
    const superseded = await supersedeDrafts(tx, thread, now)
    const data = { thread_id: id, episode: thread.episode }
    return {
      set: { status: 'resolved', held_by: null },
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
      set: { status: 'open', episode, is_ai_silenced: false, held_by: null, priority: 'normal' },
      news: [{ type: 'thread.reopened', threadId: id, data: { thread_id: id, episode } }],
      audit: 'thread.reopened',
    }
  })
}
