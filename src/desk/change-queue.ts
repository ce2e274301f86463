import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { lockWorkspace } from '../db/lock-workspace.ts'
import { members, queueMembers, queues, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import type { Queue, QueueChange, QueueInput } from '../domain/queue.ts'
import { AppError, NotFoundError } from '../errors.ts'
import type { DeskContext } from './change-thread.ts'
import { type QueueRow, viewQueues } from './read-queues.ts'
import { readRoutingRules, targetsOf } from './read-routing-rules.ts'

/** Makes a queue. Throws `conflict` for a name that is taken, `invalid_request` for a member that there is not. */
export async function createQueue(ctx: DeskContext, caller: Caller, input: QueueInput): Promise<Queue> {
  const { member_ids = [], ...given } = input
  const made = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    await assertNameFree(tx, caller.workspaceId, input.name, null)
    const now = ctx.clock()
    const [row] = await tx
      .insert(queues)
      .values({
        ...given,
        id: ctx.newId('que'),
        workspace_id: caller.workspaceId,
        created_at: now,
        updated_at: now,
      })
      .returning()
    await putMembers(tx, row!, member_ids)
    await record(ctx, tx, caller, 'queue.created', row!)
    return (await viewQueues(tx, [row!]))[0]!
  })
  ctx.wake('deliveries')
  return made
}

/**
 * Changes the given fields of a queue; `member_ids` replaces who serves it. Throws `not_found`, `precondition_failed` for
 * a stale `revision`, and what `createQueue` throws.
 */
export async function changeQueue(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
  input: QueueChange,
): Promise<Queue> {
  const { member_ids, ...given } = input
  const changed = await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const queue = await lockQueue(tx, caller.workspaceId, id, revision)
    if (input.name !== undefined) await assertNameFree(tx, caller.workspaceId, input.name, id)
    if (input.is_default) {
      const isDefault = and(eq(queues.workspace_id, caller.workspaceId), eq(queues.is_default, true))
      await tx.update(queues).set({ is_default: false }).where(isDefault)
    }
    const [row] = await tx
      .update(queues)
      .set({ ...given, revision: sql`${queues.revision} + 1`, updated_at: ctx.clock() })
      .where(isQueue(queue))
      .returning()
    if (member_ids !== undefined) await putMembers(tx, row!, member_ids)
    await record(ctx, tx, caller, 'queue.changed', row!, { fields: Object.keys(input) })
    return (await viewQueues(tx, [row!]))[0]!
  })
  ctx.wake('deliveries')
  return changed
}

/** Throws `conflict` for a queue that is in use. Resolved threads forget it. */
export async function deleteQueue(
  ctx: DeskContext,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockWorkspace(tx, caller.workspaceId)
    const queue = await lockQueue(tx, caller.workspaceId, id, revision)
    await assertUnused(tx, queue)
    await tx.delete(queues).where(isQueue(queue))
    await record(ctx, tx, caller, 'queue.deleted', queue)
  })
  ctx.wake('deliveries')
}

/** Throws `conflict` for the default queue, one that routing rules name, and one that open threads wait in. */
async function assertUnused(tx: Db, queue: QueueRow): Promise<void> {
  const inUse = (why: string) => new AppError('conflict', `Queue ${queue.id} is in use: ${why}`)
  if (queue.is_default) throw inUse('it is the default; make another one it first')
  const rules = await readRoutingRules(tx, queue.workspace_id)
  const isNamed = targetsOf(rules).some(([, target]) => target.queue_id === queue.id)
  if (isNamed) throw inUse('routing rules send threads there; change them first')
  const [open] = await tx
    .select({ id: threads.id })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, queue.workspace_id),
        eq(threads.queue_id, queue.id),
        ne(threads.status, 'resolved'),
      ),
    )
    .limit(1)
  if (open !== undefined) throw inUse('open threads are in it; move them first')
}

function isQueue(queue: { readonly workspace_id: string; readonly id: string }) {
  return and(eq(queues.workspace_id, queue.workspace_id), eq(queues.id, queue.id))
}

/** Locked against threads that would enter it in the meantime. */
async function lockQueue(
  tx: Db,
  workspaceId: string,
  id: string,
  revision: number | null,
): Promise<QueueRow> {
  const [queue] = await tx
    .select()
    .from(queues)
    .where(isQueue({ workspace_id: workspaceId, id }))
    .for('update')
  if (queue === undefined) throw new NotFoundError('queue', id)
  if (revision !== null && revision !== queue.revision) {
    throw new AppError('precondition_failed', `Queue ${id} has changed since revision ${revision}`)
  }
  return queue
}

async function assertNameFree(tx: Db, workspaceId: string, name: string, exceptId: string | null) {
  const [other] = await tx
    .select({ id: queues.id })
    .from(queues)
    .where(
      and(
        eq(queues.workspace_id, workspaceId),
        eq(queues.name, name),
        exceptId === null ? undefined : ne(queues.id, exceptId),
      ),
    )
  if (other === undefined) return
  throw new AppError('conflict', `Queue ${other.id} has this name already`, {
    errors: [{ pointer: '/name', detail: 'belongs to another queue' }],
  })
}

async function putMembers(tx: Db, queue: QueueRow, memberIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(memberIds)]
  const isOwn = and(eq(queueMembers.workspace_id, queue.workspace_id), eq(queueMembers.queue_id, queue.id))
  await tx.delete(queueMembers).where(isOwn)
  if (wanted.length === 0) return
  const known = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.workspace_id, queue.workspace_id),
        inArray(members.id, wanted),
        isNull(members.deactivated_at),
      ),
    )
  const knownIds = new Set(known.map((member) => member.id))
  const missing = memberIds.findIndex((id) => !knownIds.has(id))
  if (missing !== -1) {
    throw new AppError('invalid_request', 'A member that is to serve the queue is not there', {
      errors: [{ pointer: `/member_ids/${missing}`, detail: 'names no active member of this workspace' }],
    })
  }
  await tx
    .insert(queueMembers)
    .values(wanted.map((id) => ({ workspace_id: queue.workspace_id, queue_id: queue.id, member_id: id })))
}

async function record(
  ctx: DeskContext,
  tx: Db,
  caller: Caller,
  what: 'queue.created' | 'queue.changed' | 'queue.deleted',
  queue: QueueRow,
  details: Record<string, unknown> = {},
): Promise<void> {
  await appendEvents(ctx, tx, caller, [{ type: what, data: { queue_id: queue.id, name: queue.name } }])
  await appendAudit(ctx, tx, caller, what, queue.id, details)
}
