import { and, eq, inArray, isNull, lte, notExists, or, type SQL, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { threads } from '../db/schema.ts'
import type { Caller } from '../domain/actor.ts'
import { CLAIM_MS } from '../domain/move-thread.ts'
import { NotFoundError } from '../errors.ts'
import { activeOfRole } from './active-of-role.ts'
import { lockTaker, notEligible, readTakenFrom } from './assert-may-take.ts'
import type { DeskContext, ThreadRow } from './change-thread.ts'
import { claimed } from './claim-thread.ts'
import { findObstacles, type Taker } from './find-obstacles.ts'
import { URGENT_FIRST } from './list-threads.ts'

/**
 * Claims the most urgent thread of a queue that fits the caller, and of equally urgent ones the one that waits longest;
 * null where there is none. Each is given to one caller only: a thread that another request is taking is skipped. Throws
 * `not_found`, and `not_eligible` for a member who is full.
 */
export async function takeNext(
  ctx: DeskContext,
  caller: Caller,
  queueId: string,
  forMs: number = CLAIM_MS,
): Promise<ThreadRow | null> {
  const taken = await ctx.db.transaction(async (tx) => {
    const queue = await readTakenFrom(tx, caller.workspaceId, queueId)
    if (queue === null) throw new NotFoundError('queue', queueId)
    const now = ctx.clock()
    const taker = await lockTaker(tx, caller, now)
    const obstacles = taker === null ? [] : findObstacles(taker, queue, ANY_THREAD, now)
    if (obstacles.length > 0) throw notEligible(`from queue ${queueId}`, obstacles)
    const until = new Date(now.getTime() + forMs)
    const inQueue = and(
      eq(threads.workspace_id, caller.workspaceId),
      eq(threads.queue_id, queueId),
      fits(tx, caller.workspaceId, taker, now),
    )
    const row =
      (await takeFirst(tx, caller, and(inQueue, isFree()), now, until)) ??
      // A claim that ran out is looked for only where nothing else waits, until the desk's clockwork has ended it.
      (await takeFirst(tx, caller, and(inQueue, isClaimOver(now)), now, until))
    if (row === null) return null
    const data = { ...claimed(row, { held_by: caller.actor.id, held_until: until }), queue_id: queueId }
    await appendEvents(ctx, tx, caller, [{ type: 'thread.claimed', threadId: row.id, data }])
    await appendAudit(ctx, tx, caller, 'thread.claimed', row.id, { queue_id: queueId })
    return row
  })
  if (taken !== null) ctx.wake('deliveries')
  return taken
}

async function takeFirst(tx: Db, caller: Caller, which: SQL | undefined, now: Date, until: Date) {
  const first = tx
    .select({ id: threads.id })
    .from(threads)
    .where(which)
    .orderBy(...URGENT_FIRST)
    .limit(1)
    .for('update', { skipLocked: true })
  const me = caller.actor.id
  const [row] = await tx
    .update(threads)
    .set({
      held_by: me,
      held_until: until,
      lost_by: sql`nullif(coalesce(${threads.held_by}, ${threads.lost_by}), ${me})`,
      status: sql`case when ${threads.status} = 'escalated' then 'escalated' else 'assigned' end`,
      revision: sql`${threads.revision} + 1`,
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, caller.workspaceId), eq(threads.id, first)))
    .returning()
  return row ?? null
}

/** Nobody holds it, and somebody is needed: for the customer, for an escalation, or because its snooze ended. */
function isFree() {
  return and(
    isNull(threads.held_by),
    inArray(threads.status, ['new', 'escalated']),
    or(
      sql`${threads.waiting_since} is not null`,
      eq(threads.status, 'escalated'),
      eq(threads.next_action, 'follow_up'),
    ),
  )
}

function isClaimOver(now: Date) {
  return and(
    sql`${threads.held_by} is not null`,
    lte(threads.held_until, now),
    inArray(threads.status, ['assigned', 'escalated']),
  )
}

/** A thread that asks for nothing: what stands against it stands against every thread of the queue. */
const ANY_THREAD = { required_role: null, required_skills: [], skills_relax_at: null, language: null }

/** What src/desk/find-obstacles.ts asks of roles, skills and languages, for the database to choose by. */
function fits(tx: Db, workspaceId: string, taker: Taker | null, now: Date) {
  if (taker === null) return undefined
  const role = or(
    isNull(threads.required_role),
    eq(threads.required_role, taker.role),
    notExists(activeOfRole(tx, workspaceId, threads.required_role)),
  )
  const skills = or(
    sql`${threads.required_skills} <@ ${JSON.stringify(taker.skills)}::jsonb`,
    lte(threads.skills_relax_at, now),
  )
  if (taker.languages.length === 0) return and(role, skills)
  const spoken = inArray(threads.language, [...taker.languages, 'und' as const])
  return and(role, skills, or(isNull(threads.language), spoken))
}
