import type { RunningSpan } from '../db/clocks-tables.ts'
import type { ClockKind } from '../domain/sla-policy.ts'
import type { NextAction, ThreadStatus } from '../domain/thread.ts'

/** What of a thread moves its clocks. */
export interface ClockedThread {
  readonly status: ThreadStatus
  readonly episode: number
  readonly waiting_since: Date | null
  readonly next_action: NextAction | null
}

/** What a clock counts, before any policy. */
export interface Wait {
  readonly kind: ClockKind
  readonly episode: number
  readonly started_at: Date
  readonly spans: readonly RunningSpan[]
  readonly ended_at: Date | null
  /** Whether it ended for what it counted; null while it is open. */
  readonly is_answered: boolean | null
}

/**
 * What a thread's open clocks are now that the thread is as it is, and which ones begin. A wait for an answer ends when
 * the thread waits for a person no more; the clock of the episode stands still meanwhile and ends with the episode.
 */
export function moveClocks<W extends Wait>(
  thread: ClockedThread,
  open: readonly W[],
  wasAnswered: boolean,
  now: Date,
): { moved: W[]; begun: Wait[] } {
  const moved = open.map((wait) => moveWait(thread, wait, now))
  const since = thread.waiting_since
  if (since === null || thread.status === 'resolved') return { moved, begun: [] }
  const isOpen = (kinds: readonly ClockKind[]) =>
    moved.some((wait) => wait.ended_at === null && kinds.includes(wait.kind))
  const begin = (kind: ClockKind): Wait => ({
    kind,
    episode: thread.episode,
    started_at: since,
    spans: isRunning(thread) ? [{ from: since.toISOString(), to: null }] : [],
    ended_at: null,
    is_answered: null,
  })
  const begun: Wait[] = []
  if (!isOpen(['first_response', 'next_response'])) {
    const isAnswered = wasAnswered || moved.some((wait) => wait.kind !== 'resolution' && wait.is_answered)
    begun.push(begin(isAnswered ? 'next_response' : 'first_response'))
  }
  if (!isOpen(['resolution'])) begun.push(begin('resolution'))
  return { moved, begun }
}

function isRunning(thread: ClockedThread): boolean {
  return thread.waiting_since !== null && thread.status !== 'snoozed'
}

function moveWait<W extends Wait>(thread: ClockedThread, wait: W, now: Date): W {
  const isOver = thread.status === 'resolved' || thread.episode !== wait.episode
  if (wait.kind === 'resolution') {
    return isOver ? end(wait, true, now) : run(wait, isRunning(thread), thread.waiting_since, now)
  }
  if (isOver) return end(wait, false, now)
  if (thread.waiting_since?.getTime() === wait.started_at.getTime()) {
    return run(wait, isRunning(thread), thread.waiting_since, now)
  }
  // Given back without an answer, or with nothing left to answer (oweNothing), the wait is over and nobody answered it.
  const isAnswered = thread.status === 'waiting_for_customer' && thread.next_action !== 'close'
  return end(wait, thread.waiting_since !== null || isAnswered, now)
}

function end<W extends Wait>(wait: W, isAnswered: boolean, now: Date): W {
  return { ...wait, spans: stop(wait.spans, now), ended_at: now, is_answered: isAnswered }
}

function run<W extends Wait>(wait: W, isRunning: boolean, since: Date | null, now: Date): W {
  const last = wait.spans.at(-1)
  if (isRunning === (last?.to === null)) return wait
  if (!isRunning) return { ...wait, spans: stop(wait.spans, now) }
  // A customer who began to wait while it stood still is owed the time since; one whose thread only slept is not.
  const stoppedAt = last === undefined ? wait.started_at : new Date(last.to!)
  const from = since !== null && since > stoppedAt ? since : now
  return { ...wait, spans: [...wait.spans, { from: from.toISOString(), to: null }] }
}

function stop(spans: readonly RunningSpan[], now: Date): RunningSpan[] {
  return spans.map((span) => (span.to === null ? { from: span.from, to: later(span.from, now) } : span))
}

/** Clocks of several machines may differ by a little: no span ends before it began. */
function later(from: string, now: Date): string {
  const at = now.toISOString()
  return at > from ? at : from
}
