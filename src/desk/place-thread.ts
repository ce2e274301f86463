import type { Db } from '../db/database.ts'
import type { Handoff, Priority } from '../domain/decision.ts'
import { isHeld } from '../domain/move-thread.ts'
import type { RoutingFacts } from '../domain/routing.ts'
import type { ThreadRow } from './change-thread.ts'
import { findQueue, findRouting } from './find-routing.ts'
import { getQueue } from './read-queues.ts'

interface PlaceContext {
  readonly clock: () => Date
  readonly newId: (prefix: string) => string
}

/** Where a thread waits for a person, and with what. */
export interface Placement {
  readonly queue: { readonly id: string; readonly name: string }
  readonly priority: Priority
  readonly labels: readonly string[]
  readonly routing: Handoff['routing']
  /** What of the thread changes by it. */
  readonly set: Partial<Pick<ThreadRow, 'queue_id' | 'required_skills' | 'skills_relax_at'>>
}

/** What is known of the wait beside the facts. */
interface Wait {
  /** Since when a person owes something, where nobody did before. */
  readonly since: Date
  /** The queue that the moderation policy sends it to, in place of a rule. */
  readonly queueId: string | null
}

/**
 * Says where a thread waits that a person owes something: by the moderation policy where it names a queue, else by the
 * routing rules. Whoever holds it goes on with it where it is, and where a person chose its queue in this episode it stays.
 */
export async function placeThread(
  ctx: PlaceContext,
  tx: Db,
  thread: ThreadRow,
  facts: RoutingFacts,
  wait: Wait,
  now: Date,
): Promise<Placement> {
  const found = await findRouting(ctx, tx, thread.workspace_id, facts, now)
  const { priority, labels, relaxSkillsAfterS } = found
  const isChosen = isHeld(thread, now) || thread.queue_fixed_in === thread.episode
  if (isChosen && thread.queue_id !== null) {
    const queue = await getQueue({ db: tx }, thread.workspace_id, thread.queue_id)
    return { queue, priority, labels, routing: null, set: {} }
  }
  const asked = wait.queueId === null ? undefined : await findQueue(tx, thread.workspace_id, wait.queueId)
  const queue = asked ?? found.queue
  const waitsSince = thread.waiting_since ?? wait.since
  return {
    queue,
    priority,
    labels,
    routing: asked === undefined ? { rule: found.rule, version: found.version } : null,
    set: {
      queue_id: queue.id,
      required_skills: [...found.skills],
      skills_relax_at:
        relaxSkillsAfterS === null ? null : new Date(waitsSince.getTime() + relaxSkillsAfterS * 1000),
    },
  }
}
