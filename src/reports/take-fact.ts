import type { EventType } from '../domain/event.ts'
import { editDistance } from './edit-distance.ts'
import type { Fact } from './fact.ts'
import { count, type Ledger, type ThreadLedger, threadOf } from './ledger.ts'

type Taker = (ledger: Ledger, fact: Fact, thread: ThreadLedger) => void

/** Writes a fact into the ledger; facts come in the order in which they happened. */
export function takeFact(ledger: Ledger, fact: Fact): void {
  if (fact.thread_id === null) return
  const thread = threadOf(ledger, fact.thread_id)
  if (fact.data.channel_id !== undefined) thread.channel = fact.data.channel_id
  thread.surface ??= fact.data.surface ?? null
  if (fact.data.queue_id !== undefined) thread.queue = fact.data.queue_id
  TAKERS[fact.type]?.(ledger, fact, thread)
}

const takeReceived: Taker = (ledger, fact, thread) => {
  const { direction, disposition, message_id } = fact.data
  if (disposition !== 'live') return
  // The platform does not say who of its people wrote.
  count(ledger, fact, direction!, { member: null })
  if (direction === 'outbound') return answer(ledger, fact, thread)
  ledger.messages.set(message_id!, fact.created_at.getTime())
  owe(ledger, fact, thread, message_id!)
}

function owe(ledger: Ledger, fact: Fact, thread: ThreadLedger, messageId: string): void {
  const cameAt = ledger.messages.get(messageId)
  if (cameAt === undefined || thread.open.has(messageId)) return
  if (thread.open.size === 0) ledger.waits.begun.push(fact.created_at.getTime())
  thread.open.set(messageId, { at: cameAt, contactId: fact.data.contact_id ?? null })
}

/** Messages that wait no longer, for another reason than an answer. */
function close(ledger: Ledger, fact: Fact, thread: ThreadLedger, messageIds: readonly string[]): void {
  const waited = thread.open.size
  for (const id of messageIds) thread.open.delete(id)
  if (waited > 0 && thread.open.size === 0) ledger.waits.ended.push(fact.created_at.getTime())
}

/** The customer got an answer, under a post whoever it was for: the time counts from the first message that waited for it. */
function answer(ledger: Ledger, fact: Fact, thread: ThreadLedger): void {
  const to = thread.surface === 'comment' ? fact.data.contact_id : undefined
  const answered = [...thread.open].filter(
    ([, { contactId }]) => to === undefined || contactId === null || contactId === to,
  )
  if (answered.length === 0) return
  const member = fact.type === 'message.received' ? { member: null } : {}
  const metric = thread.isAnswered ? 'next_response' : 'first_response'
  const value = fact.created_at.getTime() - Math.min(...answered.map(([, { at }]) => at))
  count(ledger, fact, metric, { value, ...member })
  thread.isAnswered = true
  close(
    ledger,
    fact,
    thread,
    answered.map(([id]) => id),
  )
}

const SETTLED: ReadonlySet<string> = new Set(['none', 'hide', 'quarantine'])

const takeDecided: Taker = (ledger, fact, thread) => {
  const { language, category, route, moderation, citations, labels, is_handed_off, message_ids } = fact.data
  if (language !== undefined && language !== 'und') thread.language = language
  count(ledger, fact, 'decided')
  count(ledger, fact, `moderation_${moderation}`)
  count(ledger, fact, 'category', { tag: category! })
  for (const tag of new Set(citations)) count(ledger, fact, 'entry', { tag })
  for (const tag of new Set(labels)) count(ledger, fact, 'label', { tag })
  if (SETTLED.has(route!) && is_handed_off !== true) close(ledger, fact, thread, message_ids!)
}

/** Somebody owes something to messages that were answered or settled before: a reply failed, or a hold was lifted. */
const takeNeedsHuman: Taker = (ledger, fact, thread) => {
  for (const id of fact.data.message_ids ?? []) owe(ledger, fact, thread, id)
}

const takeReply: Taker = (ledger, fact, thread) => {
  const { kind, draft_id, text } = fact.data
  // They tell the customer to wait: nothing is answered by them.
  if (kind === 'waiting_notice' || kind === 'acknowledgement') return
  count(ledger, fact, 'reply', { value: fact.actor_kind === 'system' ? 1 : 0 })
  answer(ledger, fact, thread)
  const draft = ledger.drafts.get(draft_id!)
  if (draft?.isApproved !== true) return
  if (draft.text === text) count(ledger, fact, 'sent_unchanged')
  else count(ledger, fact, 'edited', { value: editDistance(draft.text, text ?? '') })
}

const takeDraft: Taker = (ledger, fact) => {
  const { id, text, state } = fact.data.draft!
  ledger.drafts.set(id, { text, isApproved: false })
  if (state === 'pending_review') count(ledger, fact, 'proposed')
}

const takeApproved: Taker = (ledger, fact) => {
  const draft = ledger.drafts.get(fact.data.draft_id!)
  if (draft !== undefined) draft.isApproved = true
}

const takeOpened: Taker = (ledger, fact, thread) => {
  if (thread.resolved !== null) thread.resolved.value = 1
  thread.resolved = null
  thread.openedAt = fact.created_at.getTime()
  thread.isAnswered = false
  thread.lead = null
  thread.opened = count(ledger, fact, 'opened', { value: 0, member: null })
  if (fact.type === 'thread.reopened') count(ledger, fact, 'reopened', { member: null })
}

const takeResolved: Taker = (ledger, fact, thread) => {
  thread.resolved = count(ledger, fact, 'resolved', { value: 0 })
  if (thread.opened !== null) thread.opened.value = 1
  if (thread.openedAt !== null) {
    count(ledger, fact, 'resolution', { value: fact.created_at.getTime() - thread.openedAt })
  }
  close(ledger, fact, thread, [...thread.open.keys()])
}

/** One lead an episode, whoever saw it first. */
const takeLead: Taker = (ledger, fact, thread) => {
  thread.lead ??= count(ledger, fact, 'lead', { value: 0 })
}

const takeOutcome: Taker = (ledger, fact, thread) => {
  const { kind, value, currency } = fact.data
  if (kind === 'lead') return takeLead(ledger, fact, thread)
  count(ledger, fact, `outcome_${kind}`)
  if (kind === 'sale' && thread.lead !== null) thread.lead.value = 1
  // Hundredths, so that sums are exact.
  if (value !== undefined)
    count(ledger, fact, `value_${kind}`, { value: Math.round(value * 100), tag: currency! })
}

const takeClock: Taker = (ledger, fact) => {
  const { kind, held_by = null, queue_id = null } = fact.data
  const isAtRisk = fact.type === 'sla.at_risk'
  count(ledger, fact, isAtRisk ? `at_risk_${kind}` : `sla_${kind}`, {
    value: fact.type === 'sla.breached' ? 0 : 1,
    member: held_by,
    queue: queue_id,
  })
}

const takeAs =
  (metric: string): Taker =>
  (ledger, fact) =>
    void count(ledger, fact, metric)

const TAKERS: Partial<Record<EventType, Taker>> = {
  'message.received': takeReceived,
  'message.decided': takeDecided,
  'message.deleted': (ledger, fact, thread) => close(ledger, fact, thread, [fact.data.message_id!]),
  'message.moderation_decided': (ledger, fact) => {
    count(ledger, fact, 'decided_by_people')
    if (fact.data.reverses !== undefined) count(ledger, fact, 'reversed')
  },
  'message.action_requested': takeAs('action_requested'),
  'message.action_reported': (ledger, fact) => {
    if (fact.data.outcome === 'failed') count(ledger, fact, 'action_failed')
  },
  'message.appealed': takeAs('appealed'),
  'message.appeal_decided': (ledger, fact) =>
    void count(ledger, fact, 'appeal_decided', { tag: fact.data.state ?? null }),
  'draft.created': takeDraft,
  'draft.approved': takeApproved,
  'draft.rejected': takeAs('rejected'),
  'draft.superseded': takeAs('superseded'),
  'draft.expired': takeAs('expired'),
  'reply.requested': takeReply,
  'reply.failed': takeAs('reply_failed'),
  'thread.created': takeOpened,
  'thread.needs_human': takeNeedsHuman,
  'thread.claimed': takeAs('claimed'),
  'thread.resolved': takeResolved,
  'thread.reopened': takeOpened,
  'thread.escalated': takeAs('escalated'),
  'thread.lead_detected': takeLead,
  'thread.outcome_recorded': takeOutcome,
  'sla.at_risk': takeClock,
  'sla.breached': takeClock,
  'sla.met': takeClock,
}
