import { and, asc, count, eq, gt, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { touchClocks } from '../clocks/touch-clocks.ts'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { members, queues, threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { CLAIM_MS, isHeld } from '../domain/move-thread.ts'
import type { Reassigned, ReassignFilter, ReassignInput, ReassignResult } from '../domain/reassignment.ts'
import { AppError } from '../errors.ts'
import type { DeskContext, ThreadRow } from './change-thread.ts'

/** Who gets the threads, and how many more they can hold; null where nothing limits them. */
interface Receiver {
  readonly memberId: string | null
  readonly queueId: string | null
  readonly room: number | null
}

/**
 * Gives many threads to a member or a queue in one transaction, and says of each what became of it. Threads that somebody
 * else holds stay with them and a member gets no more than they can hold, unless it is forced. Throws `forbidden` for
 * forcing without `mayForce`, and `invalid_request` for a receiver that there is not.
 */
export async function reassignThreads(
  ctx: DeskContext,
  caller: Caller,
  input: ReassignInput,
  mayForce: boolean,
): Promise<Reassigned> {
  if (input.force && !mayForce) {
    throw new AppError('forbidden', 'Forcing takes a key with the scope threads:force')
  }
  const answer = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const rows = await lockThreads(tx, caller.workspaceId, input)
    const to = await findReceiver(tx, caller.workspaceId, input.to, now)
    const results = judge(rows, caller, to, input.force, now)
    const moved = rows.filter((row) => results.get(row.id) === 'reassigned')
    await move(ctx, tx, caller, moved, to, now)
    if (moved.length > 0) {
      const details = { thread_ids: moved.map((row) => row.id), forced: input.force }
      await appendAudit(ctx, tx, caller, 'threads.reassigned', (to.memberId ?? to.queueId)!, details)
    }
    const ids = 'thread_ids' in input ? [...new Set(input.thread_ids)] : rows.map((row) => row.id)
    const data = ids.map((id) => ({ thread_id: id, result: results.get(id) ?? ('not_found' as const) }))
    return { reassigned: moved.length, data }
  })
  ctx.wake('deliveries')
  return answer
}

/** In the order of their ids, so that two reassignments never wait for each other in a circle. */
function lockThreads(tx: Db, workspaceId: string, input: ReassignInput): Promise<ThreadRow[]> {
  const which =
    'thread_ids' in input
      ? inArray(threads.id, input.thread_ids)
      : and(ne(threads.status, 'resolved'), ...conditionsOf(input.filter))
  const rows = tx
    .select()
    .from(threads)
    .where(and(eq(threads.workspace_id, workspaceId), which))
    .orderBy(asc(threads.id))
  return ('thread_ids' in input ? rows : rows.limit(input.limit)).for('update')
}

function conditionsOf(filter: ReassignFilter): SQL[] {
  const { label } = filter
  return [
    filter.status && eq(threads.status, filter.status),
    filter.queue_id && eq(threads.queue_id, filter.queue_id),
    filter.held_by && eq(threads.held_by, filter.held_by),
    label && sql`${threads.labels} @> ${JSON.stringify([label])}::jsonb`,
    filter.priority && eq(threads.priority, filter.priority),
    filter.channel_id && eq(threads.channel_id, filter.channel_id),
    filter.language && eq(threads.language, filter.language),
  ].flatMap((condition) => condition || [])
}

/** The member is locked after the threads, as a claim does, so that nobody exceeds what they can hold meanwhile. */
async function findReceiver(
  tx: Db,
  workspaceId: string,
  to: ReassignInput['to'],
  now: Date,
): Promise<Receiver> {
  if ('queue_id' in to) {
    const isQueue = and(eq(queues.workspace_id, workspaceId), eq(queues.id, to.queue_id))
    const [queue] = await tx.select({ id: queues.id }).from(queues).where(isQueue)
    if (queue === undefined) throw unknown('queue_id', 'queue')
    return { memberId: null, queueId: queue.id, room: null }
  }
  const isMember = and(eq(members.workspace_id, workspaceId), eq(members.id, to.member_id))
  const [member] = await tx
    .select()
    .from(members)
    .where(and(isMember, isNull(members.deactivated_at)))
    .for('update')
  if (member === undefined) throw unknown('member_id', 'active member')
  const [held] = await tx
    .select({ count: count() })
    .from(threads)
    .where(
      and(
        eq(threads.workspace_id, workspaceId),
        eq(threads.held_by, member.id),
        gt(threads.held_until, now),
        ne(threads.status, 'resolved'),
      ),
    )
  return { memberId: member.id, queueId: null, room: Math.max(0, member.capacity - held!.count) }
}

function unknown(field: string, what: string): AppError {
  return new AppError('invalid_request', 'There is no such receiver', {
    errors: [{ pointer: `/to/${field}`, detail: `names no ${what} of this workspace` }],
  })
}

function judge(rows: readonly ThreadRow[], caller: Caller, to: Receiver, force: boolean, now: Date) {
  const results = new Map<string, ReassignResult>()
  let { room } = to
  for (const row of rows) {
    let result = judgeOne(row, caller, to, force, now)
    if (result === 'reassigned' && room !== null && !force) {
      if (room === 0) result = 'full'
      else room -= 1
    }
    results.set(row.id, result)
  }
  return results
}

function judgeOne(
  row: ThreadRow,
  { actor }: Caller,
  to: Receiver,
  force: boolean,
  now: Date,
): ReassignResult {
  if (row.status === 'resolved') return 'resolved'
  const holder = isHeld(row, now) ? row.held_by : null
  const isThere =
    to.memberId === null ? holder === null && row.queue_id === to.queueId : holder === to.memberId
  if (isThere) return 'unchanged'
  return holder !== null && holder !== actor.id && !force ? 'held' : 'reassigned'
}

async function move(
  ctx: DeskContext,
  tx: Db,
  caller: Caller,
  moved: readonly ThreadRow[],
  { memberId, queueId }: Receiver,
  now: Date,
): Promise<void> {
  if (moved.length === 0) return
  const toMember = {
    held_by: memberId,
    held_until: new Date(now.getTime() + CLAIM_MS),
    lost_by: null,
    status: sql`case when ${threads.status} = 'escalated' then 'escalated' else 'assigned' end`,
    snoozed_until: null,
  }
  const toQueue = {
    queue_id: queueId,
    queue_fixed_in: sql`${threads.episode}`,
    held_by: null,
    held_until: null,
    // Whoever it was taken from writes again only after they claimed it again.
    lost_by: sql`coalesce(${threads.held_by}, ${threads.lost_by})`,
    status: sql`case when ${threads.status} = 'assigned' then 'new' else ${threads.status} end`,
  }
  const changed = await tx
    .update(threads)
    .set({
      ...(memberId === null ? toQueue : toMember),
      revision: sql`${threads.revision} + 1`,
      updated_at: now,
    })
    .where(
      and(
        eq(threads.workspace_id, caller.workspaceId),
        inArray(
          threads.id,
          moved.map((row) => row.id),
        ),
      ),
    )
    .returning()
  // Whoever is given a thread that slept has it awake, so its clocks run on.
  const slept = new Set(moved.filter((row) => row.status === 'snoozed').map((row) => row.id))
  for (const row of changed) if (slept.has(row.id)) await touchClocks(ctx, tx, row)
  const news = moved.map((row) => ({
    type: 'thread.assigned' as const,
    threadId: row.id,
    data: {
      thread_id: row.id,
      episode: row.episode,
      from: row.held_by,
      member_id: memberId,
      queue_id: queueId ?? row.queue_id,
    },
  }))
  await appendEvents(ctx, tx, caller, news)
}
