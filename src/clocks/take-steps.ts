import { and, eq, sql } from 'drizzle-orm'
import { appendAudit } from '../db/append-audit.ts'
import { appendEvents } from '../db/append-event.ts'
import type { Db } from '../db/database.ts'
import { escalations, threads } from '../db/schema.ts'
import { PRIORITIES, type Priority } from '../domain/decision.ts'
import type { EscalationTarget } from '../domain/escalation-policy.ts'
import { CLAIM_MS } from '../domain/move-thread.ts'
import { isThere } from './is-there.ts'
import { type StepAhead, stepsAhead } from './steps-ahead.ts'
import { CLOCKS, type ClockContext, type ThreadRow, type TouchedClocks } from './touch-clocks.ts'

/**
 * Takes the steps of escalation that are due, in order, each once a wait: the thread goes to the step's target, whoever
 * held it holds it no more, and it becomes at least as pressing as the step says. Answers the thread as it is then.
 */
export async function takeSteps(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  touched: TouchedClocks,
): Promise<ThreadRow> {
  const now = ctx.clock()
  const due = (await stepsAhead(tx, thread, touched)).filter((step) => step.dueAt <= now)
  let moved = thread
  for (const step of due) {
    if (await noteStep(ctx, tx, moved, step, now)) moved = await takeStep(ctx, tx, moved, step, now)
  }
  return moved
}

/** False where the step was taken before. */
async function noteStep(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  { clock, policyId, policyVersion, level, step, dueAt }: StepAhead,
  now: Date,
): Promise<boolean> {
  const [noted] = await tx
    .insert(escalations)
    .values({
      id: ctx.newId('esn'),
      workspace_id: thread.workspace_id,
      thread_id: thread.id,
      clock_id: clock.id,
      policy_id: policyId,
      policy_version: policyVersion,
      level,
      target: step.target,
      due_at: dueAt,
      created_at: now,
    })
    .onConflictDoNothing()
    .returning({ id: escalations.id })
  return noted !== undefined
}

async function takeStep(
  ctx: ClockContext,
  tx: Db,
  thread: ThreadRow,
  { clock, policyId, policyVersion, level, step, dueAt }: StepAhead,
  now: Date,
): Promise<ThreadRow> {
  const [moved] = await tx
    .update(threads)
    .set({
      ...(await receive(tx, thread, step.target, now)),
      status: 'escalated',
      next_action: 'reply',
      priority: atLeast(thread.priority, step.priority),
      revision: sql`${threads.revision} + 1`,
      updated_at: now,
    })
    .where(and(eq(threads.workspace_id, thread.workspace_id), eq(threads.id, thread.id)))
    .returning()
  const caller = { workspaceId: thread.workspace_id, actor: CLOCKS }
  const data = {
    thread_id: thread.id,
    episode: thread.episode,
    clock_id: clock.id,
    policy_id: policyId,
    policy_version: policyVersion,
    level,
    target: step.target,
    priority: moved!.priority,
    waiting_since: clock.started_at.toISOString(),
    due_at: dueAt.toISOString(),
    taken_from: thread.held_by,
  }
  await appendEvents(ctx, tx, caller, [{ type: 'escalation.triggered', threadId: thread.id, data }])
  const details = { policy_id: policyId, policy_version: policyVersion, level, target: step.target }
  await appendAudit(ctx, tx, caller, 'escalation.triggered', thread.id, details)
  return moved!
}

/**
 * Who has the thread from now on. A person may let it lie too, so their hold ends as any claim does; a queue or a member
 * that is there no more leaves the thread where it is, for anyone to take.
 */
async function receive(
  tx: Db,
  thread: ThreadRow,
  target: EscalationTarget,
  now: Date,
): Promise<Partial<ThreadRow>> {
  const lost_by = thread.held_by ?? thread.lost_by
  const nobody = { held_by: null, held_until: null, lost_by, required_role: null }
  switch (target.kind) {
    case 'role':
      return { ...nobody, required_role: target.role }
    case 'queue': {
      if (!(await isThere(tx, thread.workspace_id, target))) return nobody
      return { ...nobody, queue_id: target.queue_id, queue_fixed_in: thread.episode }
    }
    case 'member': {
      if (!(await isThere(tx, thread.workspace_id, target))) return nobody
      const held_until = new Date(now.getTime() + CLAIM_MS)
      return { ...nobody, held_by: target.member_id, held_until }
    }
  }
}

function atLeast(priority: Priority, wanted: Priority | undefined): Priority {
  if (wanted === undefined) return priority
  return PRIORITIES.indexOf(wanted) < PRIORITIES.indexOf(priority) ? wanted : priority
}
