import type { slaClocks } from '../db/schema.ts'
import type { Calendar } from './compile-calendar.ts'
import { dueAt } from './due-at.ts'
import type { Wait } from './move-clocks.ts'
import type { Setting } from './setting.ts'

type ClockRow = typeof slaClocks.$inferSelect

/** What of a clock follows from its policy. */
export type Due = Pick<
  ClockRow,
  'policy_id' | 'policy_version' | 'target_ms' | 'at_risk_at' | 'due_at' | 'at_risk_told_at' | 'breached_at'
>

/** A clock to which no policy was applied yet. */
export const NO_POLICY: Due = {
  policy_id: null,
  policy_version: null,
  target_ms: null,
  at_risk_at: null,
  due_at: null,
  at_risk_told_at: null,
  breached_at: null,
}

/**
 * What is due when under a policy, and what has come due by now. It follows from the wait's own instants alone, so it
 * does not matter when, how often or by whom it is worked out. What was told once stands, whatever the policy becomes.
 */
export function followPolicy(
  before: Wait & Due,
  policy: Setting<'sla_policy'> | null,
  calendar: Calendar,
  now: Date,
): Due {
  const targetS = policy?.document[`${before.kind}_s`] ?? null
  const end = before.ended_at ?? now
  const reach = (share: number) =>
    targetS === null ? null : dueAt(calendar, before.spans, Math.round(targetS * share * 1000))
  const due = reach(1)
  const risk = reach(policy?.document.at_risk_share ?? 1)
  const cameDue = (at: Date | null) => (at !== null && at <= end ? at : null)
  return {
    policy_id: targetS === null ? null : policy!.id,
    policy_version: targetS === null ? null : policy!.version,
    target_ms: targetS === null ? null : targetS * 1000,
    at_risk_at: risk,
    // An ended clock stands still, yet what it had to meet is worth knowing.
    due_at: due ?? (before.ended_at === null ? null : before.due_at),
    at_risk_told_at: before.at_risk_told_at ?? cameDue(risk),
    breached_at: before.breached_at ?? cameDue(due),
  }
}
