import { and, asc, eq, exists, gt, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { slaClocks, threads } from '../db/schema.ts'
import type { ClockState, ThreadClock } from '../domain/sla-policy.ts'
import type { Calendar } from './compile-calendar.ts'
import { ranMs } from './due-at.ts'
import { loadRules } from './load-rules.ts'
import type { ClockRow, ThreadRow } from './touch-clocks.ts'

/** The clocks of a thread's episode that a policy applies to, in the order in which they began. */
export async function readClocks(
  ctx: { readonly db: Db; readonly clock: () => Date },
  thread: ThreadRow,
): Promise<ThreadClock[]> {
  const rows = await ctx.db
    .select()
    .from(slaClocks)
    .where(
      and(
        eq(slaClocks.workspace_id, thread.workspace_id),
        eq(slaClocks.thread_id, thread.id),
        eq(slaClocks.episode, thread.episode),
        isNotNull(slaClocks.policy_id),
      ),
    )
    .orderBy(asc(slaClocks.started_at), sql`${slaClocks.kind} = 'resolution'`)
  if (rows.length === 0) return []
  const { slaPolicies, calendarOf } = await loadRules(ctx.db, thread.workspace_id)
  const now = ctx.clock()
  return rows.map((row) => {
    const policy = slaPolicies.find(({ id }) => id === row.policy_id)
    return viewClock(row, calendarOf(policy?.document.calendar_id ?? null), now)
  })
}

function viewClock(row: ClockRow, calendar: Calendar, now: Date): ThreadClock {
  return {
    kind: row.kind,
    state: stateOf(row, now),
    policy_id: row.policy_id!,
    policy_version: row.policy_version!,
    target_ms: row.target_ms!,
    started_at: row.started_at.toISOString(),
    due_at: row.due_at?.toISOString() ?? null,
    at_risk_at: row.at_risk_at?.toISOString() ?? null,
    remaining_ms: row.ended_at === null ? row.target_ms! - ranMs(calendar, row.spans, now) : null,
    breached_at: row.breached_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  }
}

/** As of now, whether or not anybody has looked since. */
function stateOf(row: ClockRow, now: Date): ClockState {
  const isDue = (at: Date | null) => at !== null && at <= now
  if (row.breached_at !== null) return 'breached'
  if (row.ended_at !== null) return row.is_answered ? 'met' : 'cancelled'
  if (isDue(row.due_at)) return 'breached'
  if (row.spans.at(-1)?.to !== null) return 'paused'
  return isDue(row.at_risk_at) ? 'at_risk' : 'running'
}

/** Of a query over threads: those of which an open clock is breached by now, or runs and is at risk but not breached. */
export function hasClockIn(db: Db, state: 'at_risk' | 'breached', now: Date): SQL {
  const isBreached = or(isNotNull(slaClocks.breached_at), lte(slaClocks.due_at, now))
  const isAtRisk = and(
    isNull(slaClocks.breached_at),
    lte(slaClocks.at_risk_at, now),
    gt(slaClocks.due_at, now),
  )
  return exists(
    db
      .select({ one: sql`1` })
      .from(slaClocks)
      .where(
        and(
          eq(slaClocks.workspace_id, threads.workspace_id),
          eq(slaClocks.thread_id, threads.id),
          isNull(slaClocks.ended_at),
          state === 'breached' ? isBreached : isAtRisk,
        ),
      ),
  )
}
