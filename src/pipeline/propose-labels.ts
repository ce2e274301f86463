import type { Outcome } from './outcome.ts'
import { suggestLabels } from './suggest-labels.ts'
import { labelReasons } from './summarise-handoff.ts'

const MOST_SUGGESTIONS = 20

/** What is proposed and not put on yet; the newest proposals where there are very many. */
export function proposeLabels(outcome: Outcome): string[] {
  const { thread, contact, carried, messages: said } = outcome.turn
  const texts = [...carried, ...said].map((message) => message.text)
  const isVip = contact.attributes.vip === true
  const handoffLabels = outcome.verdict.needsPerson ? labelReasons(outcome) : []
  const proposed = [...thread.suggested_labels, ...suggestLabels({ texts, isVip, handoffLabels })]
  return [...new Set(proposed)].slice(-MOST_SUGGESTIONS)
}
