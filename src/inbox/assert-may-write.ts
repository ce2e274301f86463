import type { Actor } from '../domain/actor.ts'
import { isHeld } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import type { ThreadRow } from './ensure-thread.ts'

/**
 * Throws `claim_lost` where another holds the thread, and where the caller held it until the claim ran out: what they saw
 * may no longer hold, so they claim it again first. A thread that nobody holds is open to all.
 */
export function assertMayWrite(thread: ThreadRow, actor: Actor, now: Date): void {
  if (isHeld(thread, now)) {
    if (thread.held_by === actor.id) return
    throw new AppError('claim_lost', `Thread ${thread.id} is held by ${thread.held_by}`)
  }
  if (thread.held_by === actor.id || thread.lost_by === actor.id) {
    throw new AppError('claim_lost', `Your claim on thread ${thread.id} ran out; claim it again`)
  }
}
