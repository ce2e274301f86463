import { and, eq } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { escalations } from '../db/schema.ts'
import type { EscalationStep } from '../domain/escalation-policy.ts'
import { dueAt } from './due-at.ts'
import { pickPolicy } from './load-rules.ts'
import type { ClockRow, ThreadRow, TouchedClocks } from './touch-clocks.ts'

/** A step of escalation that a wait has not taken yet. */
export interface StepAhead {
  readonly clock: ClockRow
  readonly policyId: string
  readonly policyVersion: number
  /** The step's place in its policy, from 1. */
  readonly level: number
  readonly step: EscalationStep
  readonly dueAt: Date
}

/** The steps ahead of a customer who waits, in order; none once the wait has ended or while the thread sleeps. */
export async function stepsAhead(
  tx: Db,
  thread: ThreadRow,
  { open, rules, facts }: TouchedClocks,
): Promise<StepAhead[]> {
  const policy = pickPolicy(rules.escalationPolicies, facts)
  const clock = open.find(({ kind, spans }) => kind !== 'resolution' && spans.at(-1)?.to === null)
  if (policy === null || clock === undefined) return []
  const taken = await tx
    .select({ level: escalations.level })
    .from(escalations)
    .where(
      and(
        eq(escalations.workspace_id, thread.workspace_id),
        eq(escalations.clock_id, clock.id),
        eq(escalations.policy_id, policy.id),
      ),
    )
  const levels = new Set(taken.map(({ level }) => level))
  const calendar = rules.calendarOf(policy.document.calendar_id)
  return policy.document.steps.flatMap((step, index) => {
    const due = levels.has(index + 1) ? null : dueAt(calendar, clock.spans, step.after_s * 1000)
    if (due === null) return []
    return [{ clock, policyId: policy.id, policyVersion: policy.version, level: index + 1, step, dueAt: due }]
  })
}
