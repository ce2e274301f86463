import type { Caller } from '../domain/actor.ts'
import { activeStatus, isHeld } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'

/** How long a claim holds without being renewed. */
export const CLAIM_MS = 30 * 60_000

/**
 * A person takes the thread for a while: until then Recado only suggests. Claiming again renews. Throws `claim_lost` where
 * another holds it.
 */
export function claimThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread, now) => {
    assertHeldBy(thread, caller.actor.id, now)
    if (thread.status === 'resolved')
      throw new AppError('conflict', `Thread ${id} is resolved; reopen it first`)
    const held = { held_by: caller.actor.id, held_until: new Date(now.getTime() + CLAIM_MS) }
    const data = {
      thread_id: id,
      held_by: held.held_by,
      held_until: held.held_until,
      episode: thread.episode,
    }
    return {
      set: { ...held, status: activeStatus({ ...thread, ...held }, now), snoozed_until: null },
      news: [{ type: 'thread.claimed', threadId: id, data }],
      audit: 'thread.claimed',
    }
  })
}

/** Gives the thread back: to whoever takes it next where a person is owed, and to Recado. Throws `claim_lost`. */
export function releaseThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread, now) => {
    assertHeldBy(thread, caller.actor.id, now)
    if (thread.status === 'resolved')
      throw new AppError('conflict', `Thread ${id} is resolved; reopen it first`)
    const status = thread.status === 'assigned' ? 'new' : thread.status
    return {
      set: { status, is_ai_silenced: false, held_by: null, held_until: null },
      news: [{ type: 'thread.released', threadId: id, data: { thread_id: id } }],
      audit: 'thread.released',
    }
  })
}

/** Throws `claim_lost` where another holds the thread. */
export function assertHeldBy(thread: ThreadRow, actorId: string, now: Date): void {
  if (isHeld(thread, now) && thread.held_by !== actorId) {
    throw new AppError('claim_lost', `Thread ${thread.id} is held by ${thread.held_by}`)
  }
}
