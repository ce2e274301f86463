import { and, count, eq, gt, inArray, isNull, ne, or } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { members, queueMembers, queues, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { AppError } from '../errors.ts'
import { activeOfRole } from './active-of-role.ts'
import type { ThreadRow } from './change-thread.ts'
import { findObstacles, type Obstacle, type TakenFrom, type Taker } from './find-obstacles.ts'

/**
 * The member behind a caller, locked until the transaction ends so that nobody exceeds their capacity by two requests at a
 * time; null where the caller is no member, whom nothing limits.
 */
export async function lockTaker(tx: Db, caller: Caller, now: Date): Promise<Taker | null> {
  if (caller.actor.kind !== 'member') return null
  const isCaller = and(eq(members.workspace_id, caller.workspaceId), eq(members.id, caller.actor.id))
  const [member] = await tx.select().from(members).where(isCaller).for('update')
  if (member === undefined) return null
  const [held] = await tx
    .select({ count: count() })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, caller.workspaceId),
        eq(threads.held_by, member.id),
        ne(threads.status, 'resolved'),
        or(isNull(threads.held_until), gt(threads.held_until, now)),
      ),
    )
  const served = await tx
    .select({ id: queueMembers.queue_id })
    .from(queueMembers)
    .where(and(eq(queueMembers.workspace_id, caller.workspaceId), eq(queueMembers.member_id, member.id)))
  return {
    ...member,
    is_active: member.deactivated_at === null,
    // Whoever asks for a thread is there, whatever their presence says.
    presence: 'online',
    held: held!.count,
    queue_ids: served.map((queue) => queue.id),
  }
}

/** A queue as its takers see it; null where there is none of the id. */
export async function readTakenFrom(tx: Db, workspaceId: string, id: string): Promise<TakenFrom | null> {
  const [queue] = await tx
    .select()
    .from(queues)
    .where(and(eq(queues.workspace_id, workspaceId), eq(queues.id, id)))
  if (queue === undefined) return null
  const [server] = await tx
    .select({ id: queueMembers.member_id })
    .from(queueMembers)
    .where(and(eq(queueMembers.workspace_id, workspaceId), eq(queueMembers.queue_id, id)))
    .limit(1)
  return {
    ...queue,
    backlog: queue.is_floating ? await countWaiting(tx, workspaceId, id) : 0,
    is_open: server === undefined,
  }
}

async function countWaiting(tx: Db, workspaceId: string, queueId: string): Promise<number> {
  const [waiting] = await tx
    .select({ count: count() })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        eq(threads.queue_id, queueId),
        isNull(threads.held_by),
        inArray(threads.status, ['new', 'escalated']),
      ),
    )
  return waiting!.count
}

/** Throws `not_eligible` where the caller is a member whom the thread does not fit. */
export async function assertMayTake(tx: Db, caller: Caller, thread: ThreadRow, now: Date): Promise<void> {
  const taker = await lockTaker(tx, caller, now)
  if (taker === null) return
  const queue = thread.queue_id === null ? null : await readTakenFrom(tx, caller.workspaceId, thread.queue_id)
  const { required_role: role } = thread
  const isRoleThere = role !== null && (await activeOfRole(tx, caller.workspaceId, role).limit(1)).length > 0
  const asked = { ...thread, required_role: isRoleThere ? role : null }
  const obstacles = findObstacles(taker, queue ?? NO_QUEUE, asked, now)
  if (obstacles.length > 0) throw notEligible(`thread ${thread.id}`, obstacles)
}

const NO_QUEUE: TakenFrom = { id: '', is_floating: false, floats_above: 0, backlog: 0, is_open: true }

export function notEligible(what: string, obstacles: readonly Obstacle[]): AppError {
  return new AppError('not_eligible', `You may not take ${what} now: ${obstacles.join(', ')}`, {
    errors: obstacles.map((detail) => ({ pointer: '', detail })),
  })
}
