import type { SignalResult } from '../domain/signal.ts'
import type { PolicyFacts } from './moderate-message.ts'
import type { PolicyRule } from './policy.ts'

type When = PolicyRule['when']
type SignalCondition = NonNullable<When['signals']>[number]

/** Whether all that a rule names holds. */
export function matchesRule({ when }: Pick<PolicyRule, 'when'>, facts: PolicyFacts): boolean {
  const isOf = <T>(list: readonly T[] | undefined, value: T) => list === undefined || list.includes(value)
  return (
    isOf(when.category, facts.category) &&
    isOf(when.language, facts.language) &&
    isOf(when.surface, facts.surface) &&
    (when.channel === undefined || (facts.channel !== null && when.channel.includes(facts.channel))) &&
    (when.sender === undefined || when.sender.known_customer === facts.isKnownCustomer) &&
    matchesThread(when.thread, facts) &&
    (when.signals ?? []).every((condition) => matchesSignal(condition, facts.signals))
  )
}

function matchesThread(thread: When['thread'], facts: PolicyFacts): boolean {
  if (thread === undefined) return true
  const hasLabel =
    thread.label === undefined || thread.label.some((label) => facts.threadLabels.includes(label))
  const isReplied = thread.human_replied === undefined || thread.human_replied === facts.isHumanReplied
  return hasLabel && isReplied
}

/** A signal that gave no score meets no condition, neither `at_least` nor `below`: nothing is known of it. */
function matchesSignal(condition: SignalCondition, signals: readonly SignalResult[]): boolean {
  const result = signals.find((each) => each.signal === condition.signal)
  if (result?.status !== 'scored') return false
  const score = condition.aspect === undefined ? result.score : (result.aspects[condition.aspect] ?? 0)
  return score >= (condition.at_least ?? 0) && score < (condition.below ?? Number.POSITIVE_INFINITY)
}
