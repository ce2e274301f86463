import type { Caller } from '../domain/actor.ts'
import { FRESH_EPISODE } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { supersedeDrafts } from '../inbox/supersede-drafts.ts'
import { tellReopened } from '../inbox/tell-reopened.ts'
import { redactText } from '../privacy/redact-text.ts'
import { changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'
import { noteOf } from './note-of.ts'

/**
 * Ends the episode for a reason; drafts that nobody sent are taken back. The note that is kept with it is the context of
 * the next episode. Resolving a resolved thread is a conflict.
 */
export function resolveThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  reason: string | null = null,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, async (tx, thread, now) => {
    if (thread.status === 'resolved') throw new AppError('conflict', `Thread ${id} is resolved already`)
    const note = await noteOf(tx, thread)
    const superseded = await supersedeDrafts(tx, thread, now)
    const data = {
      thread_id: id,
      episode: thread.episode,
      reason: reason === null ? null : redactText(reason),
      note,
    }
    const nobody = {
      held_by: null,
      held_until: null,
      lost_by: null,
      waiting_since: null,
      snoozed_until: null,
    }
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
      news: [tellReopened({ id, episode }, 'person')],
      audit: 'thread.reopened',
    }
  })
}
