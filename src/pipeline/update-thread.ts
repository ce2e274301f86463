import { and, eq } from 'drizzle-orm'
import { type ClockContext, touchClocks } from '../clocks/touch-clocks.ts'
import type { NewEvent } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import type { Placement } from '../desk/place-thread.ts'
import { PRIORITIES, type Priority } from '../domain/decision.ts'
import { oweNothing, owePerson, type ThreadMove } from '../domain/move-thread.ts'
import { answerContact } from '../inbox/answer-contact.ts'
import { tellReopened } from '../inbox/tell-reopened.ts'
import type { Outcome } from './outcome.ts'
import { proposeLabels } from './propose-labels.ts'

/** What a turn does to its thread; `placement` is where a person finds it, null where none is needed. */
export async function updateThread(
  ctx: ClockContext,
  tx: Db,
  outcome: Outcome,
  placement: Placement | null,
  now: Date,
): Promise<NewEvent[]> {
  const { turn, verdict, assessment } = outcome
  const { thread } = turn
  const { tag } = assessment.language
  const suggested = proposeLabels(outcome)
  const labels = [...new Set([...thread.labels, ...(placement?.labels ?? [])])]
  const [moved] = await tx
    .update(threads)
    .set({
      ...(await moveOf(tx, outcome, placement !== null, now)),
      ...(placement !== null && {
        ...placement.set,
        // What is urgent stays so until somebody has looked.
        priority:
          turn.isAwaitingHuman || turn.isOtherWaiting || !verdict.needsPerson
            ? higherPriority(thread.priority, placement.priority)
            : placement.priority,
        labels,
      }),
      suggested_labels: suggested.filter((label) => !labels.includes(label)),
      ...(tag !== 'und' && { language: tag }),
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  await touchClocks(ctx, tx, moved!)
  // A turn that came after the resolution opens the episode that its messages belong to, and no new one.
  return thread.status === 'resolved' && moved!.status !== 'resolved' ? [tellReopened(thread, 'recado')] : []
}

/**
 * Who is to act after the turn. A channel that is off decides nothing, and so moves nothing; and what somebody resolved
 * before the turn was decided stays so where nobody is needed.
 */
async function moveOf(
  tx: Db,
  { turn, verdict }: Outcome,
  isForPerson: boolean,
  now: Date,
): Promise<Partial<ThreadMove>> {
  const { thread, contact, messages: said } = turn
  if (thread.status === 'resolved' && !isForPerson) return {}
  const since = said[0]!.received_at
  if (verdict.draft === 'send') return answerContact(tx, thread, contact.id, now)
  if (verdict.needsPerson) {
    return owePerson(thread, since, now, verdict.priority === 'urgent' ? 'escalate' : 'reply')
  }
  switch (verdict.route) {
    case 'review':
      return owePerson(thread, since, now)
    case 'quarantine':
      return { next_action: 'escalate' }
    default:
      return verdict.reasons.includes('channel_off') ? {} : oweNothing(thread, now)
  }
}

function higherPriority(one: Priority, other: Priority): Priority {
  return PRIORITIES.indexOf(one) < PRIORITIES.indexOf(other) ? one : other
}
