import type { NewEvent } from '../db/append-event.ts'
import type { Caller } from '../domain/actor.ts'
import type { ThreadPatch } from '../domain/thread.ts'
import { assertOpen, changeThread, type DeskContext, type ThreadRow } from './change-thread.ts'

/** Sets priority, labels or next action of an open thread; what is not named stays. Throws `claim_lost`. */
export function patchThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  patch: ThreadPatch,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (_tx, thread) => {
    assertOpen(thread)
    const set = changesOf(thread, patch)
    return {
      set,
      news: newsOf(thread, set),
      audit: 'thread.changed',
      details: { fields: Object.keys(patch) },
    }
  })
}

function changesOf(thread: ThreadRow, patch: ThreadPatch): Partial<ThreadRow> {
  const labels = patch.labels ?? thread.labels
  const settled = new Set([...labels, ...(patch.dismissed_labels ?? [])])
  return {
    ...(patch.priority !== undefined && { priority: patch.priority }),
    ...(patch.next_action !== undefined && { next_action: patch.next_action }),
    labels,
    suggested_labels: thread.suggested_labels.filter((label) => !settled.has(label)),
  }
}

function newsOf(thread: ThreadRow, set: Partial<ThreadRow>): NewEvent[] {
  const base = { thread_id: thread.id, episode: thread.episode }
  const news: NewEvent[] = []
  const add = (type: NewEvent['type'], data: Record<string, unknown>) =>
    news.push({ type, threadId: thread.id, data: { ...base, ...data } })
  const labels = set.labels ?? thread.labels
  const added = labels.filter((label) => !thread.labels.includes(label))
  const removed = thread.labels.filter((label) => !labels.includes(label))
  if (added.length + removed.length > 0) add('thread.labels_changed', { labels, added, removed })
  if (set.priority !== undefined && set.priority !== thread.priority) {
    add('thread.priority_changed', { from: thread.priority, to: set.priority })
  }
  if (set.next_action !== undefined && set.next_action !== thread.next_action) {
    add('thread.next_action_changed', { from: thread.next_action, to: set.next_action })
  }
  return news
}
