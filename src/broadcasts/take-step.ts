import { and, asc, eq, lte } from 'drizzle-orm'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { broadcasts, workspaces } from '../db/schema.ts'
import { systemActor } from '../domain/actor.ts'
import { AppError, nameError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { chooseTemplate } from '../words/choose-template.ts'
import type { BroadcastContext } from './change-broadcast.ts'
import { gatherRecipients } from './gather-recipients.ts'
import { brokenRule, readResults } from './judge-broadcast.ts'
import type { BroadcastRow } from './read-broadcasts.ts'
import { requestBatch } from './request-batch.ts'

/** How often it looks whether the pilot's results are there. */
const LOOK_MS = 5000
/** How long one waits that failed, or that the workspace's switch holds. */
const PUT_OFF_MS = 60_000
const REPORT_MS = 48 * 3_600_000

export type StepContext = BroadcastContext & { readonly logger: Logger }

/**
 * Takes the next step of a broadcast that is due, in one transaction that holds its row: a process that dies in it has done
 * nothing, and several processes take turns. A step that fails is put off, so that others go on. False where none is due.
 */
export async function takeStep(ctx: StepContext): Promise<boolean> {
  const taken = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock()
    const [row] = await tx
      .select()
      .from(broadcasts)
      .where(lte(broadcasts.next_at, now))
      .orderBy(asc(broadcasts.next_at), asc(broadcasts.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (row === undefined) return false
    // In a savepoint: a step that fails takes back what it did, and leaves the row that says when it is tried again.
    const set = await tx
      .transaction((inner) => step(ctx, inner, row, now))
      .catch((error: unknown) => {
        ctx.logger.error({ err: nameError(error), broadcast_id: row.id }, 'a step of a broadcast is put off')
        return putOff(now)
      })
    await tx
      .update(broadcasts)
      .set({ ...set, updated_at: now })
      .where(and(eq(broadcasts.workspace_id, row.workspace_id), eq(broadcasts.id, row.id)))
    await tell(ctx, tx, row, set)
    return true
  })
  if (taken) ctx.wake('deliveries')
  return taken
}

async function step(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  now: Date,
): Promise<Partial<BroadcastRow>> {
  switch (row.state) {
    case 'gathering':
      return gatherRecipients(ctx, tx, row, now)
    case 'pilot':
      return send(ctx, tx, row, now)
    case 'judging':
      return judge(tx, row, now)
    case 'sending':
      return send(ctx, tx, row, now)
    default:
      // Its 48 hours are over.
      return { reported_at: now, next_at: null }
  }
}

async function send(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  now: Date,
): Promise<Partial<BroadcastRow>> {
  const broken = brokenRule(row, await readResults(tx, row))
  if (broken !== null) return stop(row, now, broken)
  if (await isStopped(tx, row)) return putOff(now)
  if (!(await isSayable(tx, row))) return stop(row, now, 'template_not_approved')
  const isPilot = row.state === 'pilot'
  const { nextAt } = await requestBatch(ctx, tx, row, isPilot, now)
  if (nextAt !== null) return { next_at: nextAt }
  if (!isPilot) return { state: 'done', finished_at: now, next_at: reportAt(row) }
  const judgedAt = new Date(now.getTime() + row.plan.pilot.wait_s * 1000)
  return { state: 'judging', judged_at: judgedAt, next_at: now }
}

/** Whether somebody turned the switch by which nothing goes out by itself. */
async function isStopped(tx: Db, { workspace_id }: BroadcastRow): Promise<boolean> {
  const [workspace] = await tx
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspace_id))
  return workspace!.settings.stop_everything
}

function putOff(now: Date): Partial<BroadcastRow> {
  return { next_at: new Date(now.getTime() + PUT_OFF_MS) }
}

/** Whether the template is still approved, not retired, and not refused by the channel without a fallback. */
async function isSayable(tx: Db, { workspace_id, plan }: BroadcastRow): Promise<boolean> {
  try {
    const addressee = { channelId: plan.channel_id, contactName: null }
    await chooseTemplate(tx, workspace_id, plan.template_id, addressee, plan.variables)
    return true
  } catch (error) {
    if (error instanceof AppError && (error.code === 'conflict' || error.code === 'not_found')) return false
    throw error
  }
}

/** Goes on once every result of the pilot is there, or enough when the wait is over. */
async function judge(tx: Db, row: BroadcastRow, now: Date): Promise<Partial<BroadcastRow>> {
  const results = await readResults(tx, row)
  const broken = brokenRule(row, results)
  if (broken !== null) return stop(row, now, broken)
  const isOver = row.judged_at! <= now
  if (!isOver && results.reported < results.requested) {
    return { next_at: new Date(Math.min(now.getTime() + LOOK_MS, row.judged_at!.getTime())) }
  }
  if (results.reported < results.requested * row.plan.pilot.min_reported) {
    return stop(row, now, 'pilot_not_reported')
  }
  return { state: 'sending', next_at: now }
}

function stop(row: BroadcastRow, now: Date, reason: string): Partial<BroadcastRow> {
  return { state: 'stopped', stop_reason: reason, finished_at: now, next_at: reportAt(row) }
}

function reportAt(row: BroadcastRow): Date {
  return new Date(row.started_at!.getTime() + REPORT_MS)
}

async function tell(
  ctx: BroadcastContext,
  tx: Db,
  row: BroadcastRow,
  set: Partial<BroadcastRow>,
): Promise<void> {
  const caller = { workspaceId: row.workspace_id, actor: systemActor('broadcasts') }
  const data = { broadcast_id: row.id }
  if (set.state === 'stopped') {
    await appendEvents(ctx, tx, caller, [
      { type: 'broadcast.stopped', data: { ...data, reason: set.stop_reason } },
    ])
  }
  if (set.state === 'done') await appendEvents(ctx, tx, caller, [{ type: 'broadcast.finished', data }])
  if (set.reported_at !== undefined) {
    await appendEvents(ctx, tx, caller, [{ type: 'broadcast.report_ready', data }])
  }
}
