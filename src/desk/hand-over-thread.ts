import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, queues } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { PRIORITIES } from '../domain/decision.ts'
import { CLAIM_MS } from '../domain/move-thread.ts'
import { AppError } from '../errors.ts'
import { redactText } from '../privacy/redact-text.ts'
import {
  assertOpen,
  changeThread,
  type DeskContext,
  type ThreadChange,
  type ThreadRow,
} from './change-thread.ts'
import { ensureDefaultQueue } from './ensure-default-queue.ts'
import { noteOf } from './note-of.ts'

/** Whom a thread goes to: a member, or whoever takes it from a queue. */
export interface Receiver {
  readonly memberId: string | null
  readonly queueId: string | null
  /** What the sender adds to the note that is made. */
  readonly comment: string | null
}

/** Gives the thread to a member or a queue with a note of all that is needed to go on. */
export function handOverThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  to: Receiver,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, (tx, thread, now) =>
    passOn(ctx, tx, caller, thread, now, to, 'thread.handed_over'),
  )
}

/** Takes the thread one level up: it stays escalated until the customer has an answer. */
export function escalateThread(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  to: Receiver,
): Promise<ThreadRow> {
  return changeThread(ctx, caller, id, revision, async (tx, thread, now) => {
    const passed = await passOn(ctx, tx, caller, thread, now, to, 'thread.escalated')
    const isPressing = PRIORITIES.indexOf(thread.priority) <= PRIORITIES.indexOf('high')
    return {
      ...passed,
      set: { ...passed.set, status: 'escalated', priority: isPressing ? thread.priority : 'high' },
    }
  })
}

async function passOn(
  ctx: DeskContext,
  tx: Db,
  caller: Caller,
  thread: ThreadRow,
  now: Date,
  to: Receiver,
  type: 'thread.handed_over' | 'thread.escalated',
): Promise<ThreadChange> {
  assertOpen(thread)
  await assertReceiver(tx, caller.workspaceId, to)
  const until = to.memberId === null ? null : new Date(now.getTime() + CLAIM_MS)
  const queueId = to.queueId ?? thread.queue_id ?? (await ensureDefaultQueue(ctx, tx, caller.workspaceId)).id
  const receiver = { member_id: to.memberId, queue_id: queueId }
  const data = {
    thread_id: thread.id,
    episode: thread.episode,
    from: thread.held_by ?? caller.actor.id,
    to: receiver,
    comment: to.comment === null ? null : redactText(to.comment),
    note: await noteOf(tx, thread),
  }
  return {
    set: {
      status: statusAfter(thread, to),
      // A queue gives out what is owed to the customer and what is to be followed up.
      next_action: thread.waiting_since === null ? 'follow_up' : 'reply',
      queue_id: queueId,
      required_role: null,
      // Routing leaves it where a person put it.
      ...(to.queueId !== null && { queue_fixed_in: thread.episode }),
      held_by: to.memberId,
      held_until: until,
      lost_by: null,
      snoozed_until: null,
    },
    news: [
      { type, threadId: thread.id, data },
      ...(to.memberId === null
        ? []
        : [
            {
              type: 'thread.assigned' as const,
              threadId: thread.id,
              data: { thread_id: thread.id, member_id: to.memberId, episode: thread.episode },
            },
          ]),
    ],
    audit: type,
    details: receiver,
  }
}

function statusAfter(thread: ThreadRow, to: Receiver): ThreadRow['status'] {
  if (thread.status === 'escalated') return 'escalated'
  return to.memberId === null ? 'new' : 'assigned'
}

async function assertReceiver(tx: Db, workspaceId: string, to: Receiver): Promise<void> {
  if (to.memberId !== null) {
    const [member] = await tx
      .select({ id: members.id })
      .from(members)
      .where(
        and(
          eq(members.workspace_id, workspaceId),
          eq(members.id, to.memberId),
          isNull(members.deactivated_at),
        ),
      )
    if (member === undefined) throw unknownReceiver('member_id')
  }
  if (to.queueId !== null) {
    const [queue] = await tx
      .select({ id: queues.id })
      .from(queues)
      .where(and(eq(queues.workspace_id, workspaceId), eq(queues.id, to.queueId)))
    if (queue === undefined) throw unknownReceiver('queue_id')
  }
}

function unknownReceiver(field: string): AppError {
  return new AppError('invalid_request', 'There is no such receiver in this workspace', {
    errors: [{ pointer: `/${field}`, detail: 'is not known in this workspace' }],
  })
}
