import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'

/** A person takes the thread: Recado only listens until it is released. Throws `claim_lost` where another holds it. */
export function takeOverThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread) => {
    assertHeldBy(thread, caller.actor.id)
    const data = { thread_id: id, held_by: caller.actor.id, episode: thread.episode }
    return {
      set: { status: 'taken_over', is_ai_silenced: true, held_by: caller.actor.id },
      news: [{ type: 'thread.claimed', threadId: id, data }],
      audit: 'thread.taken_over',
    }
  })
}

/** Gives the thread back to Recado. Throws `claim_lost` where another holds it. */
export function releaseThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread) => {
    assertHeldBy(thread, caller.actor.id)
    if (thread.status === 'resolved')
      throw new AppError('conflict', `Thread ${id} is resolved; reopen it first`)
    return {
      set: { status: 'open', is_ai_silenced: false, held_by: null },
      news: [{ type: 'thread.released', threadId: id, data: { thread_id: id } }],
      audit: 'thread.released',
    }
  })
}

/** Throws `claim_lost` where another holds the thread. */
export function assertHeldBy(thread: ThreadRow, actorId: string): void {
  if (thread.held_by !== null && thread.held_by !== actorId) {
    throw new AppError('claim_lost', `Thread ${thread.id} is held by ${thread.held_by}`)
  }
}
