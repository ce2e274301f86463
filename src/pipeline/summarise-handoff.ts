import type { Placement } from '../desk/place-thread.ts'
import type { Handoff } from '../domain/decision.ts'
import { redact } from '../privacy/redact-text.ts'
import type { Outcome } from './outcome.ts'

const LONGEST_QUOTE = 280

/** Suggested labels by reason, in the words that Brazilian desks use. */
const LABELS: Readonly<Record<string, string>> = {
  danger: 'urgente',
  wants_human: 'atendente',
  attachment_only: 'anexo',
  partly_answered: 'follow-up',
  processing_failed: 'falha',
  known_customer: 'cliente',
}

/** Labels that a decision's reasons propose. */
export function labelReasons({ verdict, assessment }: Pick<Outcome, 'verdict' | 'assessment'>): string[] {
  const labels = verdict.reasons.flatMap((reason) => LABELS[reason] ?? [])
  return [...new Set(assessment.category === 'needs_human' ? labels : [...labels, assessment.category])]
}

/** What a person needs to go on: what it is, how sure, what the customer said last, and what Recado tried. */
export function summariseHandoff(
  outcome: Omit<Outcome, 'startedAt'>,
  { queue, priority, labels, routing }: Pick<Placement, 'queue' | 'priority' | 'labels' | 'routing'>,
): Handoff {
  const { turn, verdict, assessment, draft, passages } = outcome
  const reasons = [...verdict.reasons]
  return {
    queue: queue.name,
    queue_id: queue.id,
    routing,
    priority,
    labels: [...new Set([...labelReasons(outcome), ...labels])],
    summary: summaryOf(outcome),
    category: assessment.category,
    confidence: assessment.labels[assessment.category].score,
    reasons,
    tried: triedOf(draft, passages),
    help_text: reasons.includes('danger') ? turn.settings.help_text : null,
  }
}

function summaryOf({ turn }: Pick<Outcome, 'turn'>): string {
  const said = [...turn.carried, ...turn.messages]
    .map((message) => message.text.trim())
    .filter((text) => text !== '')
  const files = turn.messages.reduce((count, message) => count + message.attachments.length, 0)
  const earlier = turn.history.filter((item) => item.from === 'customer').at(-1)?.text
  // Together, so that a name given in one of them is taken out of both.
  const [now, before] = redact([said.join(' / '), earlier ?? ''], {
    contactName: turn.contact.name,
    orderMasks: turn.settings.order_masks ?? [],
  }).texts
  const lines = [
    `“${cut(now!)}”`,
    ...(earlier === undefined ? [] : [`↩ “${cut(before!)}”`]),
    ...(files === 0 ? [] : [`📎 ${files}`]),
  ]
  return (said.length === 0 ? lines.slice(1) : lines).join('\n')
}

function cut(text: string): string {
  const points = [...text]
  return points.length <= LONGEST_QUOTE ? text : `${points.slice(0, LONGEST_QUOTE - 1).join('')}…`
}

function triedOf(draft: Outcome['draft'], passages: Outcome['passages']): string[] {
  const found = passages
    .slice(0, 3)
    .map((passage) => `found ${passage.entry.external_id} (${passage.confidence.toFixed(2)})`)
  if (draft === null) return found
  const drafted =
    draft.kind === 'drafted' ? `drafted (${draft.reply.confidence.toFixed(2)})` : `no draft: ${draft.reason}`
  return [...found, drafted]
}
