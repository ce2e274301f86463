import { type ConditionClocks, findFailed } from '../clocks/find-failed.ts'
import type { Priority } from '../domain/decision.ts'
import type { RoutingDocument, RoutingFacts, RoutingTarget, RuleTrace } from '../domain/routing.ts'

export interface Routing {
  /** The rule that fired; null where none did. */
  readonly rule: string | null
  /** Null for the default queue. */
  readonly queueId: string | null
  readonly skills: readonly string[]
  readonly relaxSkillsAfterS: number | null
  readonly priority: Priority
  readonly labels: readonly string[]
  /** Every rule up to the one that fired, with what kept each earlier one from it. */
  readonly trace: readonly RuleTrace[]
}

/** Where a thread goes: the first rule whose conditions all hold decides, else the list's `otherwise`. Pure and total. */
export function routeThread(
  document: RoutingDocument,
  facts: RoutingFacts,
  clocks: ConditionClocks,
  now: Date,
): Routing {
  const trace: RuleTrace[] = []
  for (const { name, when, to } of document.rules) {
    const failed = findFailed(when, facts, clocks, now)
    trace.push({ rule: name, fired: failed.length === 0, failed })
    if (failed.length === 0) return toRouting(name, to, facts, trace)
  }
  return toRouting(null, document.otherwise, facts, trace)
}

function toRouting(
  rule: string | null,
  target: RoutingTarget,
  facts: RoutingFacts,
  trace: readonly RuleTrace[],
): Routing {
  return {
    rule,
    queueId: target.queue_id ?? null,
    skills: target.skills,
    relaxSkillsAfterS: target.relax_skills_after_s,
    // Somebody may be in danger: no rule puts them further back.
    priority: facts.priority === 'urgent' ? 'urgent' : (target.priority ?? facts.priority),
    labels: target.labels,
    trace,
  }
}
