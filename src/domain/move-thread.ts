import type { NextAction, ThreadStatus } from './thread.ts'

/** How long a claim holds where nobody says otherwise. */
export const CLAIM_MS = 30 * 60_000

/** What of a thread says who is to act next. */
export interface ThreadState {
  readonly status: ThreadStatus
  readonly held_by: string | null
  readonly held_until: Date | null
  readonly waiting_since: Date | null
}

export interface ThreadMove {
  readonly status: ThreadStatus
  readonly waiting_since: Date | null
  readonly snoozed_until: Date | null
  readonly next_action: NextAction | null
}

/** Whether somebody holds the thread now: a claim that ran out holds nothing. */
export function isHeld(thread: Pick<ThreadState, 'held_by' | 'held_until'>, now: Date): boolean {
  return thread.held_by !== null && (thread.held_until === null || thread.held_until > now)
}

/** Where a thread stands that people have to act on: with its holder, one level up, or for anyone to take. */
export function activeStatus(thread: ThreadState, now: Date): ThreadStatus {
  if (thread.status === 'escalated') return 'escalated'
  return isHeld(thread, now) ? 'assigned' : 'new'
}

/** The customer wrote: a snoozed thread wakes, an answered one is open again. */
export function customerWrote(thread: ThreadState, now: Date): ThreadMove {
  return {
    status: activeStatus(thread, now),
    waiting_since: thread.waiting_since,
    snoozed_until: null,
    next_action: 'reply',
  }
}

/** A person owes the customer something, since the first message that asked for it. */
export function owePerson(
  thread: ThreadState,
  since: Date,
  now: Date,
  next: NextAction = 'reply',
): ThreadMove {
  return {
    status: activeStatus(thread, now),
    waiting_since: thread.waiting_since ?? since,
    snoozed_until: null,
    next_action: next,
  }
}

/** The customer got an answer, from Recado or from a person: whoever it was escalated to is asked for no more. */
export function answerCustomer(): ThreadMove & { readonly required_role: null } {
  return {
    required_role: null,
    status: 'waiting_for_customer',
    waiting_since: null,
    snoozed_until: null,
    next_action: 'follow_up',
  }
}

/** Nothing is owed to what the customer wrote: thanks, or something that was hidden. */
export function oweNothing(thread: ThreadState, now: Date): ThreadMove {
  if (thread.waiting_since !== null) return owePerson(thread, thread.waiting_since, now)
  return {
    status: thread.status === 'escalated' ? 'escalated' : 'waiting_for_customer',
    waiting_since: null,
    snoozed_until: null,
    next_action: 'close',
  }
}

/** A new episode: whatever held, silenced or hurried the one before no longer counts. */
export const FRESH_EPISODE = {
  status: 'new',
  next_action: 'reply',
  is_ai_silenced: false,
  held_by: null,
  held_until: null,
  lost_by: null,
  waiting_since: null,
  snoozed_until: null,
  required_role: null,
  priority: 'normal',
} as const
