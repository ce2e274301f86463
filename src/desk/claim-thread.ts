import type { Actor, Caller } from '../domain/actor.ts'
import { activeStatus, CLAIM_MS, isHeld } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { assertMayWrite } from '../inbox/assert-may-write.ts'
import { assertMayTake } from './assert-may-take.ts'
import {
  assertOpen,
  changeThread,
  type DeskContext,
  type ThreadChange,
  type ThreadRow,
} from './change-thread.ts'

/**
 * A person takes the thread for `forMs`: until then Recado only suggests. Whoever holds it already holds it for longer.
 * Throws `claim_lost` where another holds it, and `not_eligible` for a member whom it does not fit.
 */
export function claimThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  forMs: number = CLAIM_MS,
): Promise<ThreadRow> {
  const change = async (tx: DeskContext['db'], thread: ThreadRow, now: Date): Promise<ThreadChange> => {
    assertOpen(thread)
    if (thread.held_by !== caller.actor.id || !isHeld(thread, now)) {
      await assertMayTake(tx, caller, thread, now)
    }
    const held = { held_by: caller.actor.id, held_until: new Date(now.getTime() + forMs) }
    return {
      set: {
        ...held,
        lost_by: loserOf(thread, caller.actor.id),
        status: activeStatus({ ...thread, ...held }, now),
        snoozed_until: null,
      },
      news: [{ type: 'thread.claimed', threadId: id, data: claimed(thread, held) }],
      audit: 'thread.claimed',
    }
  }
  return changeThread(ctx, caller, id, revision, change, assertFree)
}

/** Holds the thread for another `forMs`. Throws `claim_lost` where the claim ran out or another took it over. */
export function renewClaim(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  forMs: number = CLAIM_MS,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread, now) => {
    if (thread.held_by !== caller.actor.id) {
      throw new AppError('claim_lost', `You do not hold thread ${id}; claim it`)
    }
    const held = { held_by: caller.actor.id, held_until: new Date(now.getTime() + forMs) }
    return {
      set: held,
      news: [{ type: 'thread.claim_renewed', threadId: id, data: claimed(thread, held) }],
      audit: 'thread.claim_renewed',
    }
  })
}

/** Gives the thread back: to whoever takes it next where a person is owed, and to Recado, which answers again. */
export function releaseThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread) => {
    assertOpen(thread)
    const status = thread.status === 'assigned' ? 'new' : thread.status
    return {
      set: { status, is_ai_silenced: false, held_by: null, held_until: null, lost_by: null },
      news: [{ type: 'thread.released', threadId: id, data: { thread_id: id, episode: thread.episode } }],
      audit: 'thread.released',
    }
  })
}

/** What `thread.claimed` says. */
export function claimed(thread: ThreadRow, held: { held_by: string; held_until: Date | null }) {
  return {
    thread_id: thread.id,
    held_by: held.held_by,
    held_until: held.held_until?.toISOString() ?? null,
    episode: thread.episode,
  }
}

/** Whose claim ran out once `taker` has the thread. */
function loserOf(thread: ThreadRow, taker: string): string | null {
  const loser = thread.held_by ?? thread.lost_by
  return loser === taker ? null : loser
}

/** Whoever lost the thread may claim it again, so only another's claim stands against it. */
function assertFree(thread: ThreadRow, actor: Actor, now: Date): void {
  if (isHeld(thread, now)) assertMayWrite(thread, actor, now)
}
